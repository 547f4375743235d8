package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.yaml.EventTypesFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles, loads or runs every code block of the documentation, and follows its links. */
class DocsTest {
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|<img[^>]* src=\"([^\"]+)\"");
  private static final String RUN = "run";
  private static final String FILE = "file ";
  private static final String WRITES = "writes ";

  @TempDir private Path folder;
  private int folders;

  private Path freshFolder() throws IOException {
    folders++;
    return Files.createDirectories(folder.resolve("block" + folders));
  }

  @TestFactory
  Stream<DynamicTest> everyCodeBlockWorks() throws IOException {
    return Checkout.pages().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> !block.isOff())
        .filter(DocsTest::hasCheck)
        .map(block -> DynamicTest.dynamicTest(block.toString(), () -> check(block)));
  }

  private static boolean hasCheck(CodeBlock block) {
    return switch (block.language()) {
      case "java", "yaml", "json" -> true;
      // What an appender writes, EmptyProjectTest looks at.
      case "xml" -> !block.mark().startsWith(WRITES);
      case "bash" -> block.mark().equals(RUN);
      default -> false;
    };
  }

  private void check(CodeBlock block) throws Exception {
    switch (block.language()) {
      case "xml" -> checkXml(block);
      case "java" -> assertThat(JavaBlocks.compile(block, freshFolder())).isEmpty();
      case "yaml" -> checkYaml(block);
      case "json" -> checkJson(block);
      default -> runCommands(block);
    }
  }

  /** Rules begin with a title; what else there is are types. */
  private static void checkYaml(CodeBlock block) throws IOException {
    InputStream in = new ByteArrayInputStream(block.text().getBytes(StandardCharsets.UTF_8));
    if (block.text().startsWith("title:")) {
      assertThat(RuleFile.read(block.where(), in, EventTypes.builtIn()).rules()).isNotEmpty();
    } else {
      assertThat(EventTypesFile.read(block.where(), in)).isNotEmpty();
    }
  }

  private void checkXml(CodeBlock block) throws IOException {
    String text = block.text().strip();
    if (text.startsWith("<dependency>") || text.startsWith("<project")) {
      Poms.checkDependency(block);
      return;
    }
    if (block.mark().startsWith(FILE)) {
      return; // A test runs a program with it, beside the page's other files.
    }
    Path logs = freshFolder().resolve("logs");
    boolean audited =
        text.contains("<SecurityAudit") || LoadedConfiguration.isInsideAnAuditFile(text);
    String id = "";
    try (LoadedConfiguration loaded = LoadedConfiguration.start(text, logs)) {
      if (audited) {
        id = loaded.audit();
      } else {
        loaded.logger().info("an ordinary line");
      }
      assertThat(loaded.complaints()).isEmpty();
    }
    if (audited) {
      try (Stream<Path> files = Files.list(logs)) {
        String recorded = id;
        assertThat(files.filter(file -> file.toString().endsWith(".log")))
            .anySatisfy(file -> assertThat(file).content().contains(recorded));
      }
    }
  }

  private static void checkJson(CodeBlock block) throws IOException {
    List<String> texts = block.mark().startsWith(FILE) ? List.of(block.text()) : block.lines();
    for (String line : texts) {
      try (JsonParser json = new JsonFactory().createParser(line)) {
        while (json.nextToken() != null) {
          assertThat(json.currentToken()).isNotNull();
        }
      }
    }
  }

  /**
   * Runs commands in a folder of their own. In the place of the script {@code ./tocsin}, which may
   * build first, stands what it starts in the end.
   */
  private void runCommands(CodeBlock block) throws IOException, InterruptedException {
    Path work = freshFolder();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path command =
        Files.writeString(
            work.resolve("tocsin"),
            "exec '"
                + java
                + "' -cp '"
                + LibraryClassPath.ofTests()
                + "' dev.tocsin.cli.Main \"$@\"\n");
    String script = block.text().replace("./tocsin ", "bash " + command + " ");
    Run run = Run.command(work, List.of("bash", "-euo", "pipefail", "-c", script));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
    return Checkout.pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> followLinks(page)));
  }

  private static void followLinks(Page page) {
    Matcher links = LINK.matcher(page.text());
    while (links.find()) {
      String target = links.group(1) != null ? links.group(1) : links.group(2);
      if (!target.matches("[a-z]+:.*")) {
        follow(page, target);
      }
    }
  }

  private static void follow(Page page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
    assertThat(file).as(page.name() + ": " + target).exists();
    if (parts.length == 2) {
      assertThat(anchors(Page.read(file))).as(page.name() + ": " + target).contains(parts[1]);
    }
  }

  private static List<String> anchors(Page page) {
    return page.lines().stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }
}
