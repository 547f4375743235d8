package dev.tocsin.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * A report as one page of HTML that needs nothing else: it is read, printed and sent as it is.
 * Every number is in a table and links to the command that gives it again; plots are drawn from the
 * tables by ECharts, which is inside. What events say is text: markup in it is escaped, and a
 * policy allows no script but the two that the page has, and no address to load anything from.
 */
public final class HtmlReport {
  private static final String ECHARTS = "/META-INF/maven/org.webjars/echarts/pom.properties";

  private final StringBuilder html = new StringBuilder(1 << 17);

  /** Ids of queries, by their text. */
  private final Map<String, Integer> queries = new LinkedHashMap<>();

  private HtmlReport() {}

  /**
   * Writes it in UTF-8.
   *
   * @param out is left open
   * @throws IOException if it can't be written
   */
  public static void write(Report report, OutputStream out) throws IOException {
    HtmlReport page = new HtmlReport();
    page.page(report);
    out.write(page.html.toString().getBytes(UTF_8));
    out.flush();
  }

  private void page(Report report) throws IOException {
    String plots = echarts();
    String script = resource("report.js");
    String title =
        "Security audit, "
            + CellText.time(report.from())
            + " to "
            + CellText.time(report.to())
            + " UTC";
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'unsafe-inline'; script-src '")
        .append(hash(plots))
        .append("' '")
        .append(hash(script))
        .append("'; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(text(title))
        .append("</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style>\n</head>\n<body>\n");
    head(report, title);
    html.append("<main>\n");
    report.sections().forEach(this::section);
    queryList();
    html.append("</main>\n<script>").append(plots).append("</script>\n<script>");
    html.append(script).append("</script>\n</body>\n</html>\n");
  }

  private void head(Report report, String title) {
    html.append("<header>\n<h1>").append(text(title)).append("</h1>\n<p>");
    html.append(report.folders().size() == 1 ? "Folder " : "Folders ");
    html.append(
        String.join(
            ", ",
            report.folders().stream().map(each -> "<code>" + text(each) + "</code>").toList()));
    html.append(". Made ").append(CellText.time(report.made())).append(" UTC");
    report
        .framework()
        .ifPresent(framework -> html.append("; controls of ").append(text(framework.title())));
    html.append(".</p>\n<p class=\"verdict ").append(name(report.verdict().kind()));
    html.append("\" id=\"verdict\">").append(text(report.verdict().text())).append("</p>\n<nav>");
    for (Section section : report.sections()) {
      html.append("<a href=\"#").append(section.id()).append("\">");
      html.append(text(section.title())).append("</a> ");
    }
    html.append("<a href=\"#queries\">Queries</a></nav>\n</header>\n");
  }

  private static String name(Cell.Mark.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private void section(Section section) {
    html.append("<section id=\"").append(section.id()).append("\" class=\"");
    html.append(section.shape().name().toLowerCase(Locale.ROOT)).append("\">\n<h2>");
    html.append(text(section.title())).append("</h2>\n");
    for (String note : section.notes()) {
      html.append("<p class=\"note\">").append(text(note)).append("</p>\n");
    }
    if (section.rows().isEmpty()) {
      html.append("<p class=\"none\">None.</p>\n</section>\n");
      return;
    }
    switch (section.shape()) {
      case FIGURES -> figures(section);
      case TIME, HEAT -> {
        plot(section);
        html.append("<details><summary>The numbers</summary>\n");
        table(section);
        html.append("</details>\n");
      }
      case BARS -> {
        html.append("<div class=\"beside\">\n");
        plot(section);
        table(section);
        html.append("</div>\n");
      }
      case TABLE -> table(section);
    }
    html.append("</section>\n");
  }

  private void plot(Section section) {
    html.append("<div class=\"plot\" role=\"img\" aria-label=\"").append(text(section.title()));
    html.append(": the numbers are in the table\" data-plot=\"");
    html.append(section.shape().name().toLowerCase(Locale.ROOT)).append("\" data-table=\"t-");
    html.append(section.id()).append("\"></div>\n");
  }

  private void figures(Section section) {
    html.append("<dl id=\"t-").append(section.id()).append("\">\n");
    for (List<Cell> row : section.rows()) {
      html.append("<div><dt>").append(text(row.get(0).shown())).append("</dt><dd");
      content(row.get(1));
      html.append("</dd></div>\n");
    }
    html.append("</dl>\n");
  }

  private void table(Section section) {
    html.append("<div class=\"wide\"><table id=\"t-")
        .append(section.id())
        .append("\">\n<thead><tr>");
    for (int i = 0; i < section.columns().size(); i++) {
      String column = section.columns().get(i);
      boolean number = section.rows().get(0).get(i) instanceof Cell.Count;
      html.append(number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">")
          .append(text(column.replace('_', ' ')))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : section.rows()) {
      html.append("<tr>");
      for (Cell cell : row) {
        html.append("<td");
        content(cell);
        html.append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table></div>\n");
  }

  /** From the attributes of the element on, to its end. */
  private void content(Cell cell) {
    if (cell instanceof Cell.Count number) {
      html.append(" class=\"number\" data-value=\"").append(number.value()).append("\">");
      String shown = String.format(Locale.ENGLISH, "%,d", number.value());
      if (number.query() == null) {
        html.append(shown);
      } else {
        int id = queries.computeIfAbsent(number.query(), key -> queries.size() + 1);
        html.append("<a href=\"#q").append(id).append("\">").append(shown).append("</a>");
      }
    } else if (cell instanceof Cell.Mark mark) {
      html.append(" class=\"mark ").append(name(mark.kind())).append("\">");
      html.append(text(mark.text()));
    } else if (cell instanceof Cell.Text) {
      html.append('>').append(text(cell.shown()));
    } else {
      html.append(" class=\"time\">").append(text(cell.shown()));
    }
  }

  private void queryList() {
    html.append(
            "<section id=\"queries\">\n<h2>Queries</h2>\n<p class=\"note\">Each number above is")
        .append(" what one of these commands prints, for bash, zsh and the like. Events that were")
        .append(" imported later with an earlier time, or deleted since, change what they print.")
        .append("</p>\n<ol>\n");
    queries.forEach(
        (query, id) ->
            html.append("<li id=\"q")
                .append(id)
                .append("\"><code>")
                .append(escaped(query))
                .append("</code></li>\n"));
    html.append("</ol>\n</section>\n");
  }

  /** Text that is nothing but text, in an element or in a quoted attribute. */
  static String text(String value) {
    return escaped(SafeText.oneLine(value));
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String echarts() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = open(ECHARTS)) {
      properties.load(in);
    }
    String version = properties.getProperty("version");
    return resource("/META-INF/resources/webjars/echarts/" + version + "/echarts.min.js");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static InputStream open(String name) {
    InputStream in = HtmlReport.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + ": is not on the class path");
    }
    return in;
  }

  /** As a Content-Security-Policy names a script (CSP level 3). */
  private static String hash(String script) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
