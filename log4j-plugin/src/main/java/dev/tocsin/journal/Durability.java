package dev.tocsin.journal;

import java.util.Arrays;
import java.util.Locale;

/** When a line that was handed to the kernel reaches the disk. */
public enum Durability {
  /** A call returns after its line is on the disk; concurrent calls share one flush. */
  ALWAYS,
  /** A call returns once its line is with the kernel (it survives SIGKILL); on the disk in 1 s. */
  EVERYSEC,
  /** A call returns once its line is with the kernel; the kernel decides when it is on the disk. */
  NO;

  /** The name used in configurations: {@code always}, {@code everysec} or {@code no}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a name as a configuration has it, in any case.
   *
   * @throws IllegalArgumentException one line with the value and the names allowed
   */
  public static Durability parse(String text) {
    return Arrays.stream(values())
        .filter(d -> d.text().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("\"" + text + "\": use always, everysec or no"));
  }
}
