package dev.tocsin.log4j;

/** The name of the application where the configuration gives none. */
final class Sources {
  private Sources() {}

  /** As OpenTelemetry names a service: by its environment variable, else as unknown. */
  static String byDefault() {
    String service = System.getenv("OTEL_SERVICE_NAME");
    if (service == null || service.isBlank()) {
      service = System.getProperty("otel.service.name");
    }
    return service == null || service.isBlank() ? "unknown_service:java" : service;
  }
}
