package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.otel.OtlpSettings.Protocol;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings follow from a configuration and an environment, and what is said to mistakes. */
class OtlpSettingsTest {
  @TempDir private Path folder;

  private static OtlpSettings.Builder builder(String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put("OTEL_EXPORTER_OTLP_" + environment[i], environment[i + 1]);
    }
    return OtlpSettings.builder(variables::get);
  }

  private static OtlpSettings settings(String... environment) {
    return builder(environment).build();
  }

  private static String mistake(OtlpSettings.Builder builder) {
    assertThat(builder.mistakes()).hasSize(1);
    return builder.mistakes().get(0);
  }

  @Test
  void hasTheDefaultsOfOpenTelemetry() {
    OtlpSettings settings = settings();
    assertThat(settings.endpoint()).hasToString("http://localhost:4318/v1/logs");
    assertThat(settings.metricsEndpoint()).contains(URI.create("http://localhost:4318/v1/metrics"));
    assertThat(settings.protocol()).isEqualTo(Protocol.HTTP_PROTOBUF);
    assertThat(settings.gzip()).isTrue();
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.headers()).isEmpty();
    assertThat(settings.proxy()).isEmpty();
    assertThat(settings).hasToString("http/protobuf to http://localhost:4318, gzip, timeout 10 s");
    OtlpSettings grpc = settings("PROTOCOL", "grpc");
    assertThat(grpc.endpoint()).hasToString("http://localhost:4317/");
    assertThat(grpc.metricsEndpoint()).contains(grpc.endpoint());
  }

  @ParameterizedTest
  @CsvSource({
    "https://c,                https://c/v1/logs,            https://c/v1/metrics",
    "https://c:4318/,          https://c:4318/v1/logs,       https://c:4318/v1/metrics",
    "HTTPS://c/base/,          https://c/base/v1/logs,       https://c/base/v1/metrics",
    "https://c/base,           https://c/base/v1/logs,       https://c/base/v1/metrics",
    "https://c/a%2Fb,          https://c/a%2Fb/v1/logs,      https://c/a%2Fb/v1/metrics",
    "https://c/base/v1/logs,   https://c/base/v1/logs,       https://c/base/v1/metrics",
    "https://[2001:db8::1]:1,  https://[2001:db8::1]:1/v1/logs, https://[2001:db8::1]:1/v1/metrics",
    "http://127.1.2.3,         http://127.1.2.3/v1/logs,     http://127.1.2.3/v1/metrics",
    "http://[::1]:4318,        http://[::1]:4318/v1/logs,    http://[::1]:4318/v1/metrics",
    "http://c.LOCALHOST,       http://c.LOCALHOST/v1/logs,   http://c.LOCALHOST/v1/metrics",
  })
  void appendsThePathToTheGeneralEndpoint(String given, URI logs, URI metrics) {
    for (OtlpSettings settings :
        new OtlpSettings[] {settings("ENDPOINT", given), builder().endpoint(given).build()}) {
      assertThat(settings.endpoint()).isEqualTo(logs);
      assertThat(settings.metricsEndpoint()).contains(metrics);
    }
  }

  @Test
  void usesTheEndpointForLogsAsItIs() {
    OtlpSettings bare = settings("LOGS_ENDPOINT", "https://c:4318", "ENDPOINT", "https://other");
    assertThat(bare.endpoint()).hasToString("https://c:4318/");
    assertThat(bare.metricsEndpoint()).isEmpty();
    OtlpSettings whole = settings("LOGS_ENDPOINT", "https://c/t0ken/v1/logs");
    assertThat(whole.endpoint()).hasToString("https://c/t0ken/v1/logs");
    assertThat(whole.metricsEndpoint()).contains(URI.create("https://c/t0ken/v1/metrics"));
    assertThat(whole.toString()).doesNotContain("t0ken");
  }

  @Test
  void prefersTheConfigurationToLogsToTheGeneral() {
    String[] environment = {
      "ENDPOINT", "https://general",
      "LOGS_ENDPOINT", "https://logs",
      "HEADERS", "a=general",
      "LOGS_HEADERS", "a=logs",
      "COMPRESSION", "gzip",
      "LOGS_COMPRESSION", "none",
      "TIMEOUT", "1000",
      "LOGS_TIMEOUT", "2000",
      "PROTOCOL", "grpc",
      "LOGS_PROTOCOL", " http/protobuf ",
    };
    OtlpSettings logs = settings(environment);
    assertThat(logs.endpoint()).hasToString("https://logs/");
    assertThat(logs.headers()).containsExactly(Map.entry("a", "logs"));
    assertThat(logs.gzip()).isFalse();
    assertThat(logs.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(logs.protocol()).isEqualTo(Protocol.HTTP_PROTOBUF);
    OtlpSettings configured =
        builder(environment)
            .endpoint("https://configured")
            .headers(Map.of("a", "configured"))
            .compression("gzip")
            .timeout(Duration.ofSeconds(3))
            .protocol("grpc")
            .build();
    assertThat(configured.endpoint()).hasToString("https://configured/");
    assertThat(configured.headers()).containsExactly(Map.entry("a", "configured"));
    assertThat(configured.gzip()).isTrue();
    assertThat(configured.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(configured.protocol()).isEqualTo(Protocol.GRPC);
  }

  @Test
  void takesAnEmptyVariableForNone() {
    assertThat(settings("LOGS_ENDPOINT", " ", "ENDPOINT", "", "TIMEOUT", "").endpoint())
        .hasToString("http://localhost:4318/v1/logs");
  }

  @Test
  void readsHeadersAsBaggageIsWritten() {
    assertThat(
            settings("HEADERS", "Authorization=Basic%20YS+v, x-scope = a=b;c%2Cd%25 ,,").headers())
        .containsExactly(
            Map.entry("Authorization", "Basic YS+v"), Map.entry("x-scope", "a=b;c,d%"));
    assertThat(builder().headers("a=%41").build().headers()).containsEntry("A", "A");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=1,s3cret         | entry 2 (not shown) has no =: write them as name=value,name=value
          Bearer s3cret==    | entry 1 (not shown) has a name that is none: use letters, digits and -
          a=s3cret%2         | entry 1 (not shown) has a % without two hexadecimal digits: write % itself as %25
          a=s3cret%zz        | entry 1 (not shown) has a % without two hexadecimal digits: write % itself as %25
          a=s3cret%0d%0ab:c  | a: its value (not shown) is empty or not plain ASCII on one line: correct it
          a=s3cret%C3%A9     | a: its value (not shown) is empty or not plain ASCII on one line: correct it
          a=                 | a: its value (not shown) is empty or not plain ASCII on one line: correct it
          a=1,a=s3cret       | entry 2 (not shown) has a name that was given before: name each header once
          a=1,A=s3cret       | A: was given twice: name each header once
          Host=s3cret        | Host: is set by the exporter: leave it out
          grpc-timeout=1S    | grpc-timeout: is set by the exporter: leave it out
          """)
  void tellsWhatIsWrongWithHeadersButNotTheirValues(String list, String mistake) {
    assertThat(mistake(builder().headers(list))).isEqualTo("headers: " + mistake);
    assertThat(mistake(builder("LOGS_HEADERS", list)))
        .isEqualTo("OTEL_EXPORTER_OTLP_LOGS_HEADERS: " + mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          collector:4317           | "collector:4317": begin it with http:// or https://
          ftp://c/s3cret           | "ftp://c...": begin it with http:// or https://
          https://us:s3cret@c/v1   | "https://c...": holds a user or password, which does not stand in an address: use headers with Authorization
          https://c?key=s3cret     | "https://c...": holds a ? or #: leave out what begins with it
          https://c#s3cret         | "https://c...": holds a ? or #: leave out what begins with it
          https://my_host:4318     | "https://my_host:4318": names no host and port, as in https://collector.example.com:4318; a host has no underscore
          https://c:0              | "https://c:0": names no host and port, as in https://collector.example.com:4318; a host has no underscore
          https://c:70000          | "https://c:70000": names no host and port, as in https://collector.example.com:4318; a host has no underscore
          https://u:s3cret@c d     | "https://c d": is no URL: write it as in https://collector.example.com:4318
          ${env:COLLECTOR}         | "${env:COLLECTOR}": is no URL: write it as in https://collector.example.com:4318
          http://collector:4318    | "http://collector:4318": audit records would leave this machine unencrypted: use https://, or set allowInsecure to true
          http://127.0.0.1.c.com   | "http://127.0.0.1.c.com": audit records would leave this machine unencrypted: use https://, or set allowInsecure to true
          """)
  void tellsWhatIsWrongWithTheEndpointButNoSecret(String endpoint, String mistake) {
    assertThat(mistake(builder().endpoint(endpoint))).isEqualTo("endpoint: " + mistake);
    assertThat(mistake(builder("ENDPOINT", endpoint)))
        .isEqualTo("OTEL_EXPORTER_OTLP_ENDPOINT: " + mistake);
  }

  @Test
  void sendsUnencryptedOnlyWhereThatIsAllowed() {
    assertThat(builder().endpoint("http://c").allowInsecure(true).build().endpoint())
        .hasToString("http://c/v1/logs");
    assertThat(mistake(builder().proxy("proxy:3128")))
        .startsWith("endpoint: \"http://localhost:4318...\": audit records would leave");
    assertThat(builder().proxy("localhost:3128").build().proxy())
        .contains(InetSocketAddress.createUnresolved("localhost", 3128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy", "proxy:0", "proxy:99999", "http://proxy:1", "u:s3cret@p:1", "p:1/a"})
  void wantsAProxyAsHostAndPort(String proxy) {
    assertThat(mistake(builder().endpoint("https://c").proxy(proxy)))
        .startsWith("proxy: ")
        .endsWith(": write it as host:port")
        .doesNotContain("s3cret");
  }

  @Test
  void takesAnIpv6AddressForAProxy() {
    assertThat(builder().proxy("[::1]:3128").build().proxy())
        .contains(InetSocketAddress.createUnresolved("::1", 3128));
  }

  @Test
  void collectsEveryMistake() {
    OtlpSettings.Builder builder =
        builder("LOGS_TIMEOUT", "0", "COMPRESSION", "zstd")
            .endpoint("nowhere")
            .protocol("http/json")
            .headers("no")
            .certificate(" ")
            .connectTimeout(Duration.ofHours(1));
    assertThat(builder.mistakes())
        .containsExactly(
            "protocol: \"http/json\": use http/protobuf or grpc",
            "endpoint: \"nowhere\": begin it with http:// or https://",
            "headers: entry 1 (not shown) has no =: write them as name=value,name=value",
            "certificate: is empty: give it a value, or leave it out",
            "OTEL_EXPORTER_OTLP_COMPRESSION: \"zstd\": use gzip or none",
            "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: \"0\": use 1 to 600000, in milliseconds",
            "connectTimeout: PT1H: use 1 ms to 10 minutes");
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(String.join("; ", builder.mistakes()));
  }

  @Test
  void wantsNeitherPathNorProxyForGrpc() {
    assertThat(builder().protocol("grpc").endpoint("https://c/v1/logs").proxy("p:1").mistakes())
        .containsExactly(
            "proxy: is for HTTP only: leave it out, or use protocol http/protobuf",
            "endpoint: \"https://c...\": has a path, for which gRPC has no use: leave the path"
                + " out");
  }

  @Test
  void wantsKeyAndCertificateTogetherAndTls() throws Exception {
    Path certificate = folder.resolve("it.pem");
    Files.writeString(certificate, Certificates.of("localhost").certificatePem());
    assertThat(mistake(builder().endpoint("https://c").clientCertificate(certificate.toString())))
        .isEqualTo(
            "clientCertificate: "
                + certificate
                + ": give a client's key and certificate together, or neither");
    assertThat(mistake(builder().certificate(certificate.toString())))
        .isEqualTo("certificate: without TLS it is of no use: begin endpoint with https://");
    assertThat(settings("CERTIFICATE", "/nowhere").tls().trusted()).isEmpty();
  }

  @Test
  void tellsWhatIsWrongWithFiles() throws Exception {
    Certificates it = Certificates.of("localhost");
    Path text = Files.writeString(folder.resolve("text.pem"), "no PEM");
    Path broken =
        Files.writeString(folder.resolve("broken.pem"), it.certificatePem().replaceFirst("M", "?"));
    Path old =
        Files.writeString(
            folder.resolve("old.pem"), it.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"));
    Path wrong =
        Files.writeString(folder.resolve("wrong.pem"), it.keyPem().replaceFirst("\nM", "\nN"));
    Path missing = folder.resolve("missing.pem");
    UnaryOperator<OtlpSettings.Builder> tls = builder -> builder.endpoint("https://c");
    assertThat(mistake(tls.apply(builder("LOGS_CERTIFICATE", missing.toString()))))
        .isEqualTo(
            "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: " + missing + ": no such file: put it there");
    assertThat(mistake(tls.apply(builder()).certificate(folder.toString())))
        .startsWith("certificate: " + folder + ": can't be read (")
        .endsWith("): name a file in PEM form");
    for (Path file : new Path[] {text, broken}) {
      assertThat(mistake(tls.apply(builder()).certificate(file.toString())))
          .startsWith("certificate: " + file + ": holds ");
    }
    Path good = Files.writeString(folder.resolve("good.pem"), it.certificatePem());
    OtlpSettings.Builder client = tls.apply(builder()).clientCertificate(good.toString());
    assertThat(mistake(client.clientKey(old.toString())))
        .isEqualTo(
            "clientKey: "
                + old
                + ": holds no unencrypted key in PKCS#8: convert it by openssl pkcs8 -topk8"
                + " -nocrypt");
    assertThat(mistake(client.clientKey(wrong.toString())))
        .isEqualTo(
            "clientKey: "
                + wrong
                + ": holds no key for RSA or elliptic curves: make one for either");
  }

  @Test
  void showsNoSecrets() {
    OtlpSettings settings =
        builder()
            .endpoint("https://c/s3cret")
            .headers(Map.of("X-Key", "s3cret"))
            .proxy("proxy:3128")
            .compression("none")
            .build();
    assertThat(settings)
        .hasToString(
            "http/protobuf to https://c by proxy:3128, uncompressed, headers X-Key, timeout 10 s");
  }
}
