package dev.tocsin.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** A line of {@code corpora.txt}. */
record LabSource(
    String corpus,
    String repository,
    String commit,
    String licence,
    boolean held,
    String label,
    String format,
    Pattern files) {

  static List<LabSource> all() throws IOException {
    try (InputStream in = LabSource.class.getResourceAsStream("corpora.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(LabSource::parse).toList();
    }
  }

  private static LabSource parse(String line) {
    String[] parts = line.split("; ", 8);
    return new LabSource(
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        parts[4].equals("hold"),
        parts[5],
        parts[6],
        Pattern.compile(parts[7]));
  }

  /** The folder that the repository is checked out to. */
  String folder() {
    return repository.replace('/', '+');
  }
}
