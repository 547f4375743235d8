package dev.tocsin.journal;

import java.time.Instant;
import java.util.regex.Pattern;

/** Names the files of sealed segments. All lie in the folder of the active file. */
public interface SegmentNaming {
  /**
   * The file name for a segment before compression, ending in {@code .log} or whatever the user
   * chose, never in {@code .gz}.
   *
   * @param began when the segment began
   * @param index counts up from 1 while names are taken; different indexes give different names
   */
  String name(Instant began, int index);

  /** Whether a file of that name, without {@code .gz}, may be a sealed segment of this journal. */
  boolean owns(String fileName);

  /** Whether sealed segments are compressed; their names then get {@code .gz} appended. */
  boolean compress();

  /**
   * {@code security_audit.log} gives {@code security_audit-2026-11-22-1.log}, by the day in UTC.
   */
  static SegmentNaming daily(String activeName, boolean compress) {
    int dot = activeName.lastIndexOf('.');
    String base = dot <= 0 ? activeName : activeName.substring(0, dot);
    String ending = dot <= 0 ? "" : activeName.substring(dot);
    Pattern names =
        Pattern.compile(Pattern.quote(base) + "-\\d{4}-\\d{2}-\\d{2}-\\d+" + Pattern.quote(ending));
    return new SegmentNaming() {
      @Override
      public String name(Instant began, int index) {
        return base + "-" + JournalTime.text(began).substring(0, 10) + "-" + index + ending;
      }

      @Override
      public boolean owns(String fileName) {
        return names.matcher(fileName).matches();
      }

      @Override
      public boolean compress() {
        return compress;
      }
    };
  }
}
