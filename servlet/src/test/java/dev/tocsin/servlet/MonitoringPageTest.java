package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The web.xml of the documentation, and its table of reasons. */
class MonitoringPageTest {
  private static final Path PAGE = Path.of("..", "docs", "web.md");
  private static final String TOKEN = "a-token-of-thirty-two-characters";

  @TempDir Path folder;

  @Test
  void theServletsOfTheWebXmlStartAndKnowTheirTokens() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    List<Element> servlets = elements(webXml(), "servlet");
    assertThat(servlets)
        .extracting(servlet -> text(servlet, "servlet-class"))
        .containsExactly(MetricsServlet.class.getName(), HealthServlet.class.getName());
    for (Element servlet : servlets) {
      ServletHolder holder = new ServletHolder();
      holder.setClassName(text(servlet, "servlet-class"));
      try (AuditLog log = AuditLog.start(folder);
          WebServer web =
              WebServer.serve(
                  holder, Map.of(text(servlet, "param-name"), token.toString()), more -> {})) {
        assertThat(log.health().isWritable()).isTrue();
        assertThat(web.get("Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void everyReasonIsExplained() throws Exception {
    String page = Files.readString(PAGE);
    Arrays.stream(HealthReasons.Kind.values())
        .forEach(kind -> assertThat(page).contains("| `" + kind.text() + "` | "));
  }

  private static Element webXml() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("<web-app");
    String xml = page.substring(begin, page.indexOf("```", begin));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)))
        .getDocumentElement();
  }

  private static String text(Element parent, String name) {
    return elements(parent, name).get(0).getTextContent();
  }

  private static List<Element> elements(Element parent, String name) {
    var found = parent.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }
}
