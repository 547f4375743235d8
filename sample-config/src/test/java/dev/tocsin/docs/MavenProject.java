package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;

/**
 * A Maven project outside of the checkout that is built by Maven itself, with a local repository of
 * its own below {@code target}.
 *
 * <p>Tocsin's own artifacts are put there as {@code mvn install} does it. Whatever else is needed
 * Maven takes from the user's local repository as if that were a remote one: so no network is
 * needed, and nothing is written there. The plugins are asked for in the versions that this build
 * uses, because others may not be there.
 */
final class MavenProject {
  private static final List<String> GOALS =
      List.of(
          "maven-resources-plugin:resources",
          "maven-compiler-plugin:compile",
          "maven-dependency-plugin:build-classpath");

  private final Path folder;
  private final Path repository = Checkout.ROOT.resolve("sample-config/target/maven-repository");

  /** A project in that folder. */
  MavenProject(Path folder) {
    this.folder = folder;
  }

  /** Resolves, copies and compiles; the class path on which the project runs. */
  String build() throws IOException, InterruptedException {
    install("tocsin-parent", ".pom", Checkout.ROOT.resolve("pom.xml"));
    install("tocsin-log4j", ".pom", Checkout.ROOT.resolve("log4j-plugin/pom.xml"));
    install("tocsin-log4j", ".jar", jar());
    Path settings = Files.writeString(repository.resolve("settings.xml"), settings());
    Path classPath = folder.resolve("target/class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "--batch-mode",
                "--quiet",
                "--settings=" + settings,
                "--global-settings=" + settings,
                "-Dmaven.repo.local=" + repository,
                "-Dmdep.outputFile=" + classPath));
    for (String goal : GOALS) {
      command.add(withVersion(goal));
    }
    Run run = Run.command(folder, command);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    return folder.resolve("target/classes") + File.pathSeparator + Files.readString(classPath);
  }

  private void install(String artifact, String suffix, Path file) throws IOException {
    String version = Poms.version();
    Path into = repository.resolve("dev/tocsin").resolve(artifact).resolve(version);
    Files.createDirectories(into);
    Path to = into.resolve(artifact + "-" + version + suffix);
    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The jar of this build; if it goes no further than the classes, one is made of them. */
  private Path jar() throws IOException {
    Path found = Path.of(entry("tocsin-log4j-", "log4j-plugin/target/classes"));
    if (!Files.isDirectory(found)) {
      return found;
    }
    Path jar = repository.resolveSibling("tocsin-log4j.jar");
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    int exit =
        tool.run(System.out, System.err, "--create", "--file=" + jar, "-C", found.toString(), ".");
    assertThat(exit).isZero();
    return jar;
  }

  private static String entry(String... parts) {
    return Arrays.stream(LibraryClassPath.ofTests().split(File.pathSeparator))
        .filter(entry -> Arrays.stream(parts).anyMatch(entry.replace('\\', '/')::contains))
        .findFirst()
        .orElseThrow();
  }

  /** The local repository from which the tests themselves have their libraries. */
  private static Path usersRepository() {
    String inRepository = "org/apache/logging/log4j/log4j-core/";
    String jar = entry(inRepository).replace('\\', '/');
    return Path.of(jar.substring(0, jar.indexOf(inRepository)));
  }

  private static String settings() {
    return "<settings><mirrors><mirror><id>local</id><mirrorOf>*</mirrorOf><url>"
        + usersRepository().toUri()
        + "</url></mirror></mirrors></settings>";
  }

  private static String withVersion(String goal) throws IOException {
    int colon = goal.indexOf(':');
    String plugin = goal.substring(0, colon);
    return "org.apache.maven.plugins:"
        + plugin
        + ":"
        + Poms.versionOfPlugin(plugin)
        + goal.substring(colon);
  }

  /** Writes a file of the project, its folders too. */
  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }
}
