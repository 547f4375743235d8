package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokenTest {
  private static final String TOKEN = "0123456789-._~+/aZ==";

  @TempDir Path folder;

  @Test
  void knowsItsTokenInARequestAndNoOther() throws Exception {
    BearerToken token = BearerToken.fromFile(file(TOKEN + "\r\n\n"));
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(
        new HttpServlet() {
          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.getWriter().print(token.matches(request));
          }
        },
        "/");
    server.setHandler(context);
    server.start();
    try {
      int port = connector.getLocalPort();

      assertThat(answer(port, "Authorization: Bearer " + TOKEN)).isTrue();
      assertThat(answer(port, "authorization: bEARER  " + TOKEN + " ")).isTrue();

      assertThat(answer(port)).isFalse();
      assertThat(answer(port, "Authorization:")).isFalse();
      assertThat(answer(port, "Authorization: " + TOKEN)).isFalse();
      assertThat(answer(port, "Authorization: Bearer")).isFalse();
      assertThat(answer(port, "Authorization: Basic " + TOKEN)).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN + "=")).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN.replace('Z', 'z'))).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN.substring(1))).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN + " x")).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN + "a".repeat(6_000))).isFalse();
      assertThat(answer(port, "Authorization: Bearer " + TOKEN, "Authorization: Bearer " + TOKEN))
          .as("two headers")
          .isFalse();
    } finally {
      server.stop();
    }
  }

  @Test
  void takesNoFileWithoutAToken() throws Exception {
    Path missing = folder.resolve("missing");
    Path empty = file("\n");

    assertThatThrownBy(() -> BearerToken.fromFile(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such file; put the secret there");
    assertThatThrownBy(() -> BearerToken.fromFile(empty))
        .isInstanceOf(IOException.class)
        .hasMessage(empty + ": is empty; put the secret there");
  }

  @Test
  void takesNoTokenThatIsShort() throws Exception {
    Path file = file("0123456789abcde");

    assertThatThrownBy(() -> BearerToken.fromFile(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": holds 15 characters; put a token of at least 16 there, as openssl rand -hex 32"
                + " makes one");
  }

  @ParameterizedTest
  @CsvSource({
    "'pass word pass word'",
    "schlüsselschlüssel",
    "==================",
    "a=b=c=d=e=f=g=h=i"
  })
  void takesNoTokenThatNobodyCanSend(String token) throws Exception {
    Path file = file(token);

    assertThatThrownBy(() -> BearerToken.fromFile(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": holds what no Bearer token may have; use letters, digits and -._~+/, as openssl"
                + " rand -hex 32 does")
        .hasMessageNotContaining(token);
  }

  @Test
  void doesNotShowItself() throws Exception {
    assertThat(BearerToken.fromFile(file(TOKEN))).hasToString("(token)");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("token"), content);
  }

  private static boolean answer(int port, String... headers) throws IOException {
    String answer = RawHttp.get(port, "/", headers);
    return answer.startsWith("HTTP/1.1 200") && answer.endsWith("\r\ntrue");
  }
}
