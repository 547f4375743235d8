package dev.tocsin.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What the records and metrics come from: the application's own resource where it was given, else
 * what {@code OTEL_RESOURCE_ATTRIBUTES} and {@code OTEL_SERVICE_NAME} say, as every OpenTelemetry
 * SDK reads them. Where these name no service, the audit log's {@code source} does, and where they
 * name no instance, the journal's id does: two instances never write one journal.
 */
final class AuditResource {
  static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  static final AttributeKey<String> SERVICE_INSTANCE =
      AttributeKey.stringKey("service.instance.id");

  private AuditResource() {}

  static Resource of(@Nullable Resource given, String source, String journal) {
    return of(given, source, journal, System::getenv);
  }

  static Resource of(
      @Nullable Resource given,
      String source,
      String journal,
      Function<String, @Nullable String> environment) {
    Attributes known = given == null ? fromEnvironment(environment) : given.getAttributes();
    AttributesBuilder missing = Attributes.builder();
    if (known.get(SERVICE_NAME) == null) {
      missing.put(SERVICE_NAME, source);
    }
    if (known.get(SERVICE_INSTANCE) == null) {
      missing.put(SERVICE_INSTANCE, journal);
    }
    Resource base = given == null ? Resource.getDefault().merge(Resource.create(known)) : given;
    return base.merge(Resource.create(missing.build()));
  }

  /** {@code name=value,name=value}, percent-encoded; one that is wrong is left out as a whole. */
  private static Attributes fromEnvironment(Function<String, @Nullable String> environment) {
    AttributesBuilder attributes = Attributes.builder();
    String list = environment.apply("OTEL_RESOURCE_ATTRIBUTES");
    if (list != null) {
      for (String each : list.split(",", -1)) {
        int equals = each.indexOf('=');
        if (equals > 0) {
          put(attributes, each.substring(0, equals).strip(), each.substring(equals + 1).strip());
        } else if (!each.isBlank()) {
          StatusLogger.getLogger()
              .warn("tocsin: OTEL_RESOURCE_ATTRIBUTES: \"{}\" has no =: it is left out", each);
        }
      }
    }
    String service = environment.apply("OTEL_SERVICE_NAME");
    if (service != null && !service.isBlank()) {
      attributes.put(SERVICE_NAME, service.strip());
    }
    return attributes.build();
  }

  private static void put(AttributesBuilder attributes, String name, String encoded) {
    try {
      // A plus is one here: it is no form.
      attributes.put(name, URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      StatusLogger.getLogger()
          .warn("tocsin: OTEL_RESOURCE_ATTRIBUTES: the value of {} is left out: {}", name, e);
    }
  }
}
