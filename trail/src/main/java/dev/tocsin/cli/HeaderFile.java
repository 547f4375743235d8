package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headers of HTTP requests, {@code Name: value} a line, in a file as they may hold secrets. */
public final class HeaderFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\\x20-\\x7e]*?)[ \t]*");

  /** What the client sets itself. */
  private static final Set<String> TAKEN =
      ignoringCase("Connection", "Content-Length", "Expect", "Host", "Upgrade");

  private HeaderFile() {}

  /** A header; its text form does not show the value. */
  public record Header(String name, String value) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The same of a file that is named by itself. */
  static List<Header> read(Path file) {
    return read(file, file + ":");
  }

  /**
   * Reads them; blank lines are passed over.
   *
   * @param shown how a file that can't be read is named
   * @throws CliException with code 3, which never shows a value
   */
  public static List<Header> read(Path file, String shown) {
    String text;
    // Symbolic links are followed: secrets are often mounted as such.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw CliException.data(
            shown
                + " has more than 64 KiB: name a file with a line \"Name: value\" for each header",
            null);
      }
      text = new String(bytes, UTF_8);
    } catch (IOException e) {
      throw CliException.data(
          shown + " can't be read: name a file with a line \"Name: value\" for each header", e);
    }
    List<Header> headers = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      Matcher header = HEADER.matcher(lines.get(i));
      if (!header.matches()) {
        throw CliException.data(
            file + ": line " + (i + 1) + " is no header: write it as \"Name: value\", in ASCII",
            null);
      }
      if (TAKEN.contains(header.group(1))) {
        throw CliException.data(
            file + ": line " + (i + 1) + ": " + header.group(1) + " can't be set: leave it out",
            null);
      }
      headers.add(new Header(header.group(1), header.group(2)));
    }
    if (headers.isEmpty()) {
      throw CliException.data(
          file + ": holds no header: write one as \"Name: value\" on a line", null);
    }
    return headers;
  }

  private static Set<String> ignoringCase(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(List.of(names));
    return set;
  }
}
