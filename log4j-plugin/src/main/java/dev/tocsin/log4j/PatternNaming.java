package dev.tocsin.log4j;

import dev.tocsin.journal.SegmentNaming;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.appender.rolling.PatternProcessor;
import org.apache.logging.log4j.core.lookup.StrSubstitutor;

/** Names sealed segments by a Log4j {@code filePattern}. */
final class PatternNaming implements SegmentNaming {
  private static final String GZ = ".gz";
  private static final Pattern CONVERSION =
      Pattern.compile("%-?[0-9.]*(?:d(?:\\{[^}]*\\}){0,2}|date(?:\\{[^}]*\\}){0,2}|i|index)");

  private final PatternProcessor processor;
  private final StrSubstitutor substitutor;
  private final Pattern names;
  private final boolean compress;

  private PatternNaming(String pattern, boolean compress, StrSubstitutor substitutor) {
    this.processor = new PatternProcessor(pattern);
    this.substitutor = substitutor;
    this.compress = compress;
    StringBuilder regex = new StringBuilder();
    int from = 0;
    var conversions = CONVERSION.matcher(pattern);
    while (conversions.find()) {
      regex.append(Pattern.quote(pattern.substring(from, conversions.start()))).append(".+");
      from = conversions.end();
    }
    this.names = Pattern.compile(regex.append(Pattern.quote(pattern.substring(from))).toString());
  }

  /**
   * @param filePattern as configured: in the folder of the active file, with {@code %i}
   * @param file the active file
   * @throws IllegalArgumentException one line that says what is wrong with the pattern
   */
  static PatternNaming of(String filePattern, Path file, StrSubstitutor substitutor) {
    if (!Pattern.compile("%-?[0-9.]*i(?:ndex)?(?![a-zA-Z])").matcher(filePattern).find()) {
      throw new IllegalArgumentException(
          "filePattern \""
              + filePattern
              + "\": has no %i, so a second file of a day would overwrite the first; use for"
              + " example "
              + defaultPattern(file));
    }
    int slash = Math.max(filePattern.lastIndexOf('/'), filePattern.lastIndexOf('\\'));
    String name = filePattern.substring(slash + 1);
    Path folder = slash < 0 ? Path.of("") : Path.of(filePattern.substring(0, slash + 1));
    if (slash >= 0 && !folder.toAbsolutePath().normalize().equals(file.getParent())) {
      throw new IllegalArgumentException(
          "filePattern \""
              + filePattern
              + "\": all files of a journal lie in one folder; use "
              + defaultPattern(file));
    }
    for (String ending : new String[] {".zip", ".bz2", ".xz", ".zst", ".deflate", ".pack200"}) {
      if (name.endsWith(ending)) {
        throw new IllegalArgumentException(
            "filePattern \"" + filePattern + "\": compression is by .gz only; end it with .log.gz");
      }
    }
    boolean compress = name.endsWith(GZ);
    String plain = compress ? name.substring(0, name.length() - GZ.length()) : name;
    return new PatternNaming(plain, compress, substitutor);
  }

  /** {@code logs/security_audit.log} gives {@code logs/security_audit-%d{yyyy-MM-dd}-%i.log.gz}. */
  static String defaultPattern(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String base = dot <= 0 ? name : name.substring(0, dot);
    String ending = dot <= 0 ? "" : name.substring(dot);
    return file.resolveSibling(base + "-%d{yyyy-MM-dd}-%i" + ending + GZ).toString();
  }

  @Override
  public synchronized String name(Instant began, int index) {
    StringBuilder name = new StringBuilder();
    processor.setCurrentFileTime(began.toEpochMilli());
    processor.formatFileName(substitutor, name, true, index);
    return name.toString();
  }

  @Override
  public boolean owns(String fileName) {
    return names.matcher(fileName).matches();
  }

  @Override
  public boolean compress() {
    return compress;
  }
}
