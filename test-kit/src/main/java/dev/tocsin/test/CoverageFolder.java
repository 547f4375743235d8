package dev.tocsin.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a part for each run, and the report on all of them. Each JVM that ends adds its
 * part and writes the report anew, under a lock, so the last one's tells of all. Parts of older
 * runs stay until the folder is deleted, as {@code mvn clean} does.
 */
final class CoverageFolder {
  private static final String PART = "part-";
  private static final String HEADER = "tocsin-coverage 1";
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder;

  CoverageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds the part of this JVM, in place of an earlier one of it.
   *
   * @throws UncheckedIOException one line, if a file can't be written
   */
  void add(AuditCoverage coverage) {
    try {
      Files.createDirectories(folder);
      Path lockFile = folder.resolve("lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        write(
            PART + ProcessHandle.current().pid() + "-" + coverage.from().toEpochMilli(),
            part(coverage));
        AuditCoverage all = read();
        write("audit-coverage.txt", all.toString());
        write("audit-coverage.json", json(all));
        held.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          Parameters.REPORT + " \"" + folder + "\": can't be written (" + e + ")", e);
    }
  }

  /** All parts together. */
  AuditCoverage read() throws IOException {
    List<Path> parts = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PART + "*")) {
        files.forEach(parts::add);
      }
    }
    Collections.sort(parts);
    AuditCoverage all = null;
    for (Path part : parts) {
      AuditCoverage one = read(part);
      all = all == null ? one : all.plus(one);
    }
    if (all == null) {
      throw new IOException(
          folder
              + ": holds no part of a run; have the tests run with "
              + Parameters.REPORT
              + " set to it first");
    }
    return all;
  }

  private void write(String name, String text) throws IOException {
    Path written = folder.resolve(name + ".new");
    Files.writeString(written, text, UTF_8);
    Files.move(
        written,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String part(AuditCoverage coverage) {
    StringBuilder out = new StringBuilder(HEADER);
    out.append('\t').append(coverage.from()).append('\t').append(coverage.to()).append('\n');
    for (AuditCoverage.Type type : coverage.types()) {
      out.append(type.name()).append('\t').append(type.events());
      out.append('\t').append(String.join(",", type.complianceTags()));
      type.tests().forEach(test -> out.append('\t').append(test));
      out.append('\n');
    }
    return out.toString();
  }

  private static AuditCoverage read(Path part) throws IOException {
    List<String> lines = Files.readAllLines(part, UTF_8);
    try {
      String[] header = lines.get(0).split("\t", -1);
      if (!header[0].equals(HEADER)) {
        throw new IllegalArgumentException("no such header");
      }
      List<AuditCoverage.Type> types = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", -1);
        types.add(
            new AuditCoverage.Type(
                cells[0],
                Long.parseLong(cells[1]),
                Stream.of(cells[2].split(",")).filter(tag -> !tag.isEmpty()).toList(),
                Arrays.asList(cells).subList(3, cells.length)));
      }
      return new AuditCoverage(1, Instant.parse(header[1]), Instant.parse(header[2]), types);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(part + ": is no part of a coverage report; delete the folder", e);
    }
  }

  private static String json(AuditCoverage coverage) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("runs", coverage.runs());
      json.writeStringField("from", coverage.from().toString());
      json.writeStringField("to", coverage.to().toString());
      json.writeArrayFieldStart("types");
      for (AuditCoverage.Type type : coverage.types()) {
        json.writeStartObject();
        json.writeStringField("type", type.name());
        json.writeNumberField("events", type.events());
        strings(json, "compliance_tags", type.complianceTags());
        strings(json, "tests", type.tests());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("controls");
      for (var each : coverage.tagged("").entrySet()) {
        json.writeStartObject();
        json.writeStringField("tag", each.getKey());
        strings(
            json,
            "exercised_by",
            each.getValue().stream()
                .filter(type -> type.events() > 0)
                .map(AuditCoverage.Type::name)
                .toList());
        strings(json, "types", each.getValue().stream().map(AuditCoverage.Type::name).toList());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out + "\n";
  }

  private static void strings(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
