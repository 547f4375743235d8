package dev.tocsin.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells what can't be read of journals and is left out: of each file the first few lines as they
 * come, and how many more there are in the end. Two bytes that are damaged in a compressed file can
 * spoil all lines behind them. Not thread-safe.
 */
final class LeftOut {
  /** Lines of a file that are told one by one. */
  static final int SINGLE = 3;

  private static final String OF_LINE = ": at byte ";
  private static final String END = ": left out; see tocsin verify";

  private final Map<String, Long> lines = new LinkedHashMap<>();

  /** Tells something, or counts it if enough of its file was told. */
  void tell(String what, Output output) {
    int place = what.indexOf(OF_LINE);
    if (place < 0 || lines.merge(what.substring(0, place), 1L, Long::sum) <= SINGLE) {
      output.error(what + END);
    }
  }

  /** Tells how many more there were since the last time this was called. */
  void tellRest(Output output) {
    lines.forEach(
        (file, count) -> {
          long rest = count - SINGLE;
          if (rest > 0) {
            output.error(
                String.format(
                    Locale.ROOT,
                    "%s: %,d more %s%s",
                    file,
                    rest,
                    rest == 1 ? "line" : "lines",
                    END));
          }
        });
    lines.clear();
  }
}
