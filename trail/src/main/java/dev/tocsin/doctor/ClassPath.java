package dev.tocsin.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A class path, looked at by the names of a few resources; nothing of it is loaded. Jars inside
 * jars, as Spring Boot packs them, are looked into. Not changed once it is made.
 */
public final class ClassPath {
  private static final String SLF4J = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
  private static final String SLF4J_OF_BEFORE = "org/slf4j/impl/StaticLoggerBinder.class";
  private static final String LOG4J = "META-INF/services/org.apache.logging.log4j.spi.Provider";
  private static final String SLF4J_API = "org/slf4j/LoggerFactory.class";
  private static final String COMPONENT = "log4j2.component.properties";
  private static final String INNER_CLASSES = "BOOT-INF/classes/";
  private static final List<String> RESOURCES =
      List.of(SLF4J, SLF4J_OF_BEFORE, SLF4J_API, LOG4J, COMPONENT);
  private static final int MAX_RESOURCE = 1 << 16;

  private final Map<String, String> slf4j = new LinkedHashMap<>();
  private final Map<String, String> log4j = new LinkedHashMap<>();
  private final Properties component = new Properties();
  private boolean slf4jApi;

  private ClassPath() {}

  /**
   * Looks at a class path.
   *
   * @param text jars and folders as Java takes them, {@code folder/*} for all jars of a folder
   * @throws IOException one line that names an entry that is not there or can't be read
   */
  public static ClassPath of(String text) throws IOException {
    ClassPath classPath = new ClassPath();
    for (String entry : text.split(File.pathSeparator, -1)) {
      if (entry.isBlank()) {
        continue;
      }
      for (Path path : expanded(entry)) {
        classPath.add(path);
      }
    }
    return classPath;
  }

  private static List<Path> expanded(String entry) throws IOException {
    if (!entry.endsWith("*")) {
      return List.of(Path.of(entry));
    }
    List<Path> jars = new ArrayList<>();
    Path folder = Path.of(entry.substring(0, entry.length() - 1));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
      files.forEach(jars::add);
    } catch (IOException e) {
      throw new IOException(entry + ": " + folder + " is no folder that can be read", e);
    }
    jars.sort(null);
    return jars;
  }

  private void add(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (String name : RESOURCES) {
        Path resource = path.resolve(name);
        if (Files.isRegularFile(resource)) {
          take(path.toString(), name, Files.readAllBytes(resource));
        }
      }
      return;
    }
    if (!Files.isReadable(path)) {
      throw new IOException(path + ": is not there or can't be read: name a jar or a folder");
    }
    try (InputStream in = Files.newInputStream(path)) {
      addJar(path.toString(), in);
    } catch (ZipException e) {
      throw new IOException(path + ": is no jar (" + e.getMessage() + "): name a jar", e);
    }
  }

  private void addJar(String name, InputStream in) throws IOException {
    ZipInputStream jar = new ZipInputStream(in);
    for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
      String resource = entry.getName();
      if (resource.endsWith(".jar")) {
        addJar(name + "!/" + resource, new ByteArrayInputStream(jar.readNBytes(Integer.MAX_VALUE)));
      } else {
        String plain =
            resource.startsWith(INNER_CLASSES)
                ? resource.substring(INNER_CLASSES.length())
                : resource;
        if (RESOURCES.contains(plain)) {
          take(name, plain, jar.readNBytes(MAX_RESOURCE));
        }
      }
    }
  }

  private void take(String from, String resource, byte[] content) throws IOException {
    switch (resource) {
      case SLF4J -> provider(content, from, slf4j);
      case SLF4J_API -> slf4jApi = true;
      case SLF4J_OF_BEFORE -> {
        if (!from.contains("log4j-slf4j")) {
          slf4j.put("org.slf4j.impl.StaticLoggerBinder", from);
        }
      }
      case LOG4J -> provider(content, from, log4j);
      default -> component.load(new ByteArrayInputStream(content));
    }
  }

  private static void provider(byte[] content, String from, Map<String, String> providers) {
    new String(content, UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .forEach(line -> providers.put(line, from));
  }

  /** The classes that SLF4J may take for its back end, with where each is. */
  Map<String, String> slf4jProviders() {
    return Map.copyOf(slf4j);
  }

  /** Whether SLF4J's API is there. */
  boolean hasSlf4j() {
    return slf4jApi;
  }

  /** The classes that Log4j's API may take for its implementation, with where each is. */
  Map<String, String> log4jProviders() {
    return Map.copyOf(log4j);
  }

  /** Log4j's settings in files on the class path. */
  Properties log4jComponentProperties() {
    return component;
  }
}
