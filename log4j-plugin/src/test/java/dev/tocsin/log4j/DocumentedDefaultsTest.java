package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.watch.WatchSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the defaults of docs/configuration.md against the plugins: an attribute that is set to its
 * documented default makes the same thing as one that is left out, and another value another one.
 */
class DocumentedDefaultsTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\|[^|]*\\| `([^`]+)` \\|([^|]*)\\|");
  private static final Pattern LITERAL = Pattern.compile("`([^`]+)`");

  @TempDir private Path folder;

  /** An attribute whose default the page gives as a literal. */
  private record Documented(String plugin, String attribute, String byDefault, String other) {}

  private static List<Documented> documented() throws IOException {
    List<Documented> all = new ArrayList<>();
    String plugin = "";
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        plugin = line.substring(3);
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        all.add(new Documented(plugin, row.group(1), row.group(2), other(row)));
      }
    }
    return all;
  }

  /** A value that is not the default: another one of the page's, or a number of the same kind. */
  private static String other(Matcher row) {
    String byDefault = row.group(2);
    if (byDefault.matches("\\d+")) {
      return byDefault.equals("0") ? "7" : byDefault + "1";
    }
    if (byDefault.contains("%i")) {
      return byDefault.replace("-%i", "_%i");
    }
    return LITERAL
        .matcher(row.group(3))
        .results()
        .map(each -> each.group(1))
        .filter(each -> !each.equals(byDefault))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no other value in: " + row.group()));
  }

  @TestFactory
  Stream<DynamicTest> anAttributeLeftOutIsWhatThePageSays() throws IOException {
    List<Documented> all = documented();
    System.out.println("documented defaults compared: " + all.size());
    assertThat(all)
        .extracting(each -> each.plugin() + " " + each.attribute())
        .contains(
            "SecurityAudit filePattern",
            "SecurityAudit fsync",
            "SecurityAudit failurePolicy",
            "SecurityAudit asyncTimeoutMillis",
            "SecurityAudit captureBodies",
            "Retention days",
            "Retention totalSize",
            "Retention maxEvents",
            "Retention minAgeDays",
            "Rules enabled",
            "Rules simulate",
            "Pseudonymize fields",
            "Pseudonymize period",
            "SecurityEventLayout format",
            "SecurityEventLayout zone");
    return all.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.plugin() + " " + each.attribute(), () -> isTheDefault(each)));
  }

  private void isTheDefault(Documented each) throws IOException {
    Appender without = appender(each.plugin(), "");
    assertThat(appender(each.plugin(), attribute(each, each.byDefault())))
        .usingRecursiveComparison(fields())
        .isEqualTo(without);
    assertThat(appender(each.plugin(), attribute(each, each.other())))
        .usingRecursiveComparison(fields())
        .isNotEqualTo(without);
  }

  /** All that is configured; the rules themselves are known by the hash of their file. */
  private static List<Object> told(WatchSettings rules) {
    return Arrays.asList(
        rules.enabled(),
        rules.file(),
        rules.sha256(),
        rules.simulate(),
        rules.neverBlock(),
        rules.receivers());
  }

  private static RecursiveComparisonConfiguration fields() {
    return RecursiveComparisonConfiguration.builder()
        .withEqualsForType(
            (one, other) -> told(one.get()).equals(told(other.get())), RulesToCome.class)
        .withIgnoredFieldsMatchingRegexes(
            // Of the naming the pattern is compared; the rest belongs to Log4j or to this run.
            "settings.naming.*", ".*configuration", ".*handler.*", ".*recycler", ".*clock")
        .withStrictTypeChecking(true)
        .build();
  }

  private static String attribute(Documented each, String value) {
    return each.attribute() + "='" + value.replace("<name>", "DIR/security_audit") + "'";
  }

  /** As a configuration makes it, before its start. */
  private Appender appender(String plugin, String attribute) throws IOException {
    String element =
        switch (plugin) {
          case "SecurityAudit" -> audit(attribute, "");
          case "Retention" -> audit("", "<Retention " + attribute + "/>");
          case "Rules" -> audit("", "<Rules " + attribute + "/>");
          case "Pseudonymize" -> audit("", "<Pseudonymize keys='people' " + attribute + "/>");
          default ->
              "<Console name='audit'><" + plugin + " source='shop' " + attribute + "/></Console>";
        };
    String xml =
        ("<Configuration status='off'><Appenders>" + element + "</Appenders></Configuration>")
            .replace("DIR", folder.toString());
    XmlConfiguration configuration =
        new XmlConfiguration(
            new LoggerContext("defaults"),
            new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8))));
    configuration.initialize();
    assertThat(Refusal.mistakes(configuration)).isEmpty();
    Appender appender = configuration.getAppender("audit");
    assertThat(appender).isNotNull();
    return appender;
  }

  private static String audit(String attributes, String children) {
    return "<SecurityAudit name='audit' fileName='DIR/security_audit.log' source='shop' "
        + attributes
        + ">"
        + children
        + "</SecurityAudit>";
  }
}
