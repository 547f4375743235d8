package dev.tocsin.docs;

import dev.tocsin.event.EventTypes;
import dev.tocsin.yaml.EventTypesFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Java snippets of a page as one program, which runs them in their order and prints after each
 * how many events the audit file holds.
 *
 * @param name of its main class, in the package {@code shop}
 */
record PageProgram(Page page, String name, List<CodeBlock> snippets) {
  private static final String FILE = "file ";
  private static final String PLACE = "<Console name=\"out\"/>";
  private static final String PACKAGE = "package shop;\n\n";
  private static final String OF_CONTAINERS = "jakarta.servlet.";

  /** A file beside the program. */
  record GivenFile(String name, String text) {}

  /** Of the snippets that run by themselves; those that need a container are compiled only. */
  static PageProgram of(Page page) {
    List<CodeBlock> snippets =
        page.blocks().stream()
            .filter(block -> block.language().equals("java"))
            .filter(block -> !JavaBlocks.given(block).startsWith(OF_CONTAINERS))
            .filter(
                block ->
                    !JavaBlocks.recordOf(block).isEmpty() || !JavaBlocks.given(block).isEmpty())
            .toList();
    String name = page.name().replaceFirst("\\.md$", "").replaceAll("\\W", "_");
    return new PageProgram(page, "Run_" + name, snippets);
  }

  /** The classes, one a snippet and one that runs them. */
  List<JavaBlocks.Source> sources() {
    List<JavaBlocks.Source> sources = new ArrayList<>();
    StringBuilder calls = new StringBuilder();
    for (CodeBlock snippet : snippets) {
      String type = name + "_" + snippet.line();
      JavaBlocks.Source source = JavaBlocks.snippet(snippet, type);
      sources.add(new JavaBlocks.Source("shop/" + source.path(), PACKAGE + source.text()));
      calls.append(type).append(".run(").append(arguments(snippet)).append(");\n");
      calls.append(
          """
          System.out.println(
              java.nio.file.Files.readAllLines(java.nio.file.Path.of("logs/security_audit.log"))
                  .stream()
                  .filter(line -> line.contains("\\"event_id\\""))
                  .filter(line -> !line.contains("\\"event_type\\":\\"audit_"))
                  .count());
          """);
    }
    String main =
        PACKAGE
            + "final class "
            + name
            + " {\npublic static void main(String[] args) throws Exception {\n"
            + calls
            + "}\n}\n";
    sources.add(new JavaBlocks.Source("shop/" + name + ".java", main));
    return sources;
  }

  /** A value for each parameter that a snippet wants to be given. */
  private static String arguments(CodeBlock snippet) {
    String given = JavaBlocks.given(snippet);
    if (given.isEmpty()) {
      return "";
    }
    return List.of(given.split(", ")).stream()
        .map(
            parameter ->
                switch (parameter) {
                  case "org.apache.logging.log4j.Logger logger" ->
                      "org.apache.logging.log4j.LogManager.getLogger(\"shop\")";
                  case "String address" -> "\"203.0.113.7\"";
                  case "String user" -> "\"ada\"";
                  case "String account" -> "\"4711\"";
                  default ->
                      throw new IllegalStateException(
                          snippet.where() + ": no value is known for \"" + parameter + "\"");
                })
        .collect(Collectors.joining(", "));
  }

  /** The page's own files. */
  List<GivenFile> files() {
    List<GivenFile> files = new ArrayList<>();
    for (CodeBlock block : page.blocks()) {
      if (block.mark().startsWith(FILE)) {
        files.add(new GivenFile(block.mark().substring(FILE.length()), block.text()));
      }
    }
    return files;
  }

  /** The page's own configuration; if it has none, that of README's first screen. */
  String configuration() {
    for (GivenFile file : files()) {
      if (file.name().equals("log4j2.xml")) {
        return file.text();
      }
    }
    return Page.of("README.md").blocks().stream()
        .map(CodeBlock::text)
        .filter(text -> text.startsWith("<Appenders>"))
        .map(text -> "<Configuration>" + text + "</Configuration>")
        .findFirst()
        .orElseThrow();
  }

  /** The page's configuration with other appenders in the place of its appender {@code out}. */
  String configurationWith(String appenders) {
    String configuration = configuration();
    if (!configuration.contains(PLACE)) {
      throw new IllegalStateException(page.name() + ": no " + PLACE + " in its configuration");
    }
    return configuration.replace(PLACE, appenders);
  }

  /** The built-in types and those of the page's file. */
  EventTypes types() throws IOException {
    for (GivenFile file : files()) {
      if (file.name().equals("types.yaml")) {
        byte[] text = file.text().getBytes(StandardCharsets.UTF_8);
        return EventTypes.builtIn()
            .with(EventTypesFile.read(file.name(), new ByteArrayInputStream(text)));
      }
    }
    return EventTypes.builtIn();
  }
}
