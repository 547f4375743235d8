package dev.tocsin.otel.cli;

import dev.tocsin.cli.CliException;
import dev.tocsin.cli.HeaderFile;
import dev.tocsin.otel.OtlpSettings;
import dev.tocsin.text.SafeText;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where it is sent, and how. What is not given is looked up in the environment. */
final class ReceiverOptions {
  /** What a setting is called on the command line. */
  private static final Map<String, String> NAMES =
      Map.of(
          "endpoint", "--otlp",
          "protocol", "--protocol",
          "headers", "--header-file",
          "certificate", "--certificate",
          "clientKey", "--client-key",
          "clientCertificate", "--client-certificate");

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = "The receiver, as https://collector.example.com:4318.")
  @Nullable String url;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description = "http/protobuf, or grpc (default: http/protobuf).")
  @Nullable String protocol;

  @Option(
      names = "--header-file",
      paramLabel = "FILE",
      description = "Headers for the receiver, \"Name: value\" a line; repeatable.")
  List<Path> headerFiles = new ArrayList<>();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The receiver's certificate must lead to one of these, PEM.")
  @Nullable String certificate;

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      description = "The key to prove oneself by, PEM, with --client-certificate.")
  @Nullable String clientKey;

  @Option(
      names = "--client-certificate",
      paramLabel = "FILE",
      description = "The certificate for the client key, PEM.")
  @Nullable String clientCertificate;

  @Option(
      names = "--allow-insecure",
      description = "Let audit records leave this machine unencrypted.")
  boolean allowInsecure;

  /**
   * The settings.
   *
   * @throws CliException with code 2 if they hold a mistake, with 3 if a file of headers can't be
   *     read
   */
  OtlpSettings settings() {
    if (url == null) {
      throw CliException.usage(
          "--otlp is missing: name the receiver, as --otlp https://collector.example.com:4318");
    }
    OtlpSettings.Builder builder =
        OtlpSettings.builder(System::getenv).endpoint(url).allowInsecure(allowInsecure);
    if (protocol != null) {
      builder.protocol(protocol);
    }
    if (!headerFiles.isEmpty()) {
      builder.headers(headers());
    }
    if (certificate != null) {
      builder.certificate(certificate);
    }
    if (clientKey != null) {
      builder.clientKey(clientKey);
    }
    if (clientCertificate != null) {
      builder.clientCertificate(clientCertificate);
    }
    List<String> mistakes = builder.mistakes();
    if (!mistakes.isEmpty()) {
      throw CliException.usage(
          String.join("; ", mistakes.stream().map(ReceiverOptions::asOption).toList()));
    }
    return builder.build();
  }

  private static String asOption(String mistake) {
    int colon = mistake.indexOf(':');
    String setting = mistake.substring(0, Math.max(0, colon));
    return NAMES.getOrDefault(setting, setting)
        + mistake
            .substring(setting.length())
            .replace("set allowInsecure to true", "give --allow-insecure")
            .replace("begin endpoint with", "begin --otlp with");
  }

  /** Scheme, host and port: a path may hold a token. */
  static String place(OtlpSettings settings) {
    URI endpoint = settings.endpoint();
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Path file : headerFiles) {
      String shown = "--header-file " + SafeText.quoted(file.toString());
      for (HeaderFile.Header header : HeaderFile.read(file, shown)) {
        if (headers.put(header.name(), header.value()) != null) {
          throw CliException.data(
              file + ": " + header.name() + " was given before: write each header once", null);
        }
      }
    }
    return headers;
  }
}
