package dev.tocsin.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        ? new Source("Snippet.java", wrapped(block))
        : new Source(folder + type + ".java", block.text());
  }

  private static String wrapped(CodeBlock block) {
    List<String> imports = new ArrayList<>();
    List<String> members = new ArrayList<>();
    List<String> body = new ArrayList<>();
    for (String line : block.lines()) {
      if (line.startsWith("import ")) {
        imports.add(line);
      } else if (line.startsWith("private ")) {
        members.add(line);
      } else {
        body.add(line);
      }
    }
    String given = block.mark().startsWith(GIVEN) ? block.mark().substring(GIVEN.length()) : "";
    return String.join("\n", imports)
        + "\nclass Snippet {\n"
        + String.join("\n", members)
        + "\nvoid run("
        + given
        + ") throws Exception {\n"
        + String.join("\n", body)
        + "\n}\n}\n";
  }
}
