package dev.tocsin.sample.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginServiceMainTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  @AfterEach
  void leaveLog4jToTheNext() {
    LogManager.shutdown();
  }

  @Test
  void takesAPortAndTokens() throws Exception {
    Path operators = Files.writeString(folder.resolve("operators"), TOKEN);
    Path fleet = Files.writeString(folder.resolve("fleet"), TOKEN.toUpperCase(Locale.ROOT));
    LoginServiceConfig config =
        LoginServiceMain.config(
            List.of(
                "--operator-token", operators.toString(), "--fleet-token", fleet.toString(), "0"));

    try (LoginService service = LoginService.start(config)) {
      assertThat(status(service, "GET", "metrics", null)).isEqualTo(401);
      assertThat(status(service, "GET", "metrics", TOKEN)).isNotEqualTo(401);
      assertThat(status(service, "POST", "fleet-alerts", TOKEN)).isEqualTo(401);
      assertThat(status(service, "POST", "fleet-alerts", TOKEN.toUpperCase(Locale.ROOT)))
          .isNotEqualTo(401);
    }
  }

  @Test
  void hasNoReceiverWithoutAToken() throws Exception {
    try (LoginService service = LoginService.start(LoginServiceMain.config(List.of("0")))) {
      assertThat(status(service, "POST", "fleet-alerts", TOKEN)).isIn(404, 405);
    }
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    assertThatThrownBy(() -> LoginServiceMain.config(List.of("http")))
        .hasMessage("port \"http\": use 0 to 65535");
    assertThatThrownBy(() -> LoginServiceMain.config(List.of("--fleet-token")))
        .hasMessage("--fleet-token: give a file behind it");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> LoginServiceMain.config(List.of("--fleet-token", missing.toString())))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void endsWithThatLineAndNoStackTrace() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoginServiceMain.class.getName(),
                "http")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(printed.lines()).containsExactly("sign-in service: port \"http\": use 0 to 65535");
  }

  private static int status(
      LoginService service, String method, String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.uri() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString("{}"));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
