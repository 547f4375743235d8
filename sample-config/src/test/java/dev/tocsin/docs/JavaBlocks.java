package dev.tocsin.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java that stands in the documentation. */
final class JavaBlocks {
  private static final Pattern TYPE =
      Pattern.compile("^(?:public |final )*(?:class|record|enum|interface) (\\w+)");
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);");
  private static final String GIVEN = "given ";
  private static final String LOGS = "logs ";
  private static final String COMMON = "common";

  private JavaBlocks() {}

  /** Compiles a block; the complaint, or nothing. */
  static String compile(CodeBlock block, Path folder) throws IOException {
    return compile(source(block), folder, LibraryClassPath.ofTests());
  }

  /**
   * Compiles a source.
   *
   * @param folder where sources and classes are put
   * @return the complaint, or nothing
   */
  static String compile(Source source, Path folder, String classPath) throws IOException {
    Path file = folder.resolve(source.path());
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, source.text());
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", classPath, "-proc:none", "-Xlint:all,-classfile");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean good =
          compiler
              .getTask(
                  complaints, files, null, options, null, files.getJavaFileObjects(file.toFile()))
              .call();
      return good ? "" : complaints.toString();
    }
  }

  /**
   * A source file.
   *
   * @param path where it belongs, from the root of sources
   */
  record Source(String path, String text) {}

  /** The block as it stands if it has a type, else put into a class and a method. */
  static Source source(CodeBlock block) {
    String type = "";
    String folder = "";
    for (String line : block.lines()) {
      Matcher named = TYPE.matcher(line);
      if (type.isEmpty() && named.find()) {
        type = named.group(1);
      }
      Matcher packaged = PACKAGE.matcher(line);
      if (packaged.find()) {
        folder = packaged.group(1).replace('.', '/') + "/";
      }
    }
    return type.isEmpty()
        ? snippet(block, "Snippet")
        : new Source(folder + type + ".java", block.text());
  }

  /** What a block needs at hand, for example {@code String user}; nothing if it needs nothing. */
  static String given(CodeBlock block) {
    return block.mark().startsWith(GIVEN) ? block.mark().substring(GIVEN.length()) : "";
  }

  /** The name of what a block records, or nothing if the page shows no record of it. */
  static String recordOf(CodeBlock block) {
    return block.mark().startsWith(LOGS) ? block.mark().substring(LOGS.length()) : "";
  }

  /**
   * A block without a type, put into a method {@code run} of a class of that name. It has what the
   * page's common block declares.
   */
  static Source snippet(CodeBlock block, String name) {
    List<String> lines = new ArrayList<>();
    if (!recordOf(block).isEmpty()) {
      lines.addAll(block.page().block(COMMON).lines());
    }
    lines.addAll(block.lines());
    return new Source(name + ".java", wrapped(lines, name, given(block)));
  }

  private static String wrapped(List<String> lines, String name, String given) {
    Set<String> imports = new LinkedHashSet<>();
    List<String> members = new ArrayList<>();
    List<String> body = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("import ")) {
        imports.add(line);
      } else if (line.startsWith("private ")) {
        members.add(line);
      } else {
        body.add(line);
      }
    }
    return String.join("\n", imports)
        + "\nfinal class "
        + name
        + " {\n"
        + String.join("\n", members)
        + "\nstatic void run("
        + given
        + ") throws Exception {\n"
        + String.join("\n", body)
        + "\n}\n}\n";
  }
}
