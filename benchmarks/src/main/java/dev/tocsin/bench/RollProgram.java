package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.journal.Durability;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalListener;
import java.io.IOException;
import java.util.List;

/**
 * How long one roll takes with that many files in the folder: whoever calls meanwhile waits for it.
 */
final class RollProgram {
  private static final int FEW = 200;
  private static final int MANY = 10 * FEW;
  private static final int TIMED = 100;
  private static final double BOUND_MILLIS = 10;

  private RollProgram() {}

  static List<Figure> run() throws IOException {
    Folder folder = new Folder();
    try {
      millis(folder, FEW);
      double few = millis(folder, FEW);
      double many = millis(folder, MANY);
      List<Figure> figures =
          List.of(
              Figure.of("a roll, 200 files", few, "ms"),
              Figure.atMost(BOUND_MILLIS, "a roll, 2,000 files", many, "ms"));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  /** The median of the last rolls. */
  private static double millis(Folder folder, int files) throws IOException {
    JournalConfig config =
        JournalConfig.builder(folder.make().resolve("audit.log")).durability(Durability.NO).build();
    byte[] line = Sample.openLine().getBytes(UTF_8);
    JournalEntry entry = new JournalEntry();
    double[] took = new double[TIMED];
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      for (int roll = 0; roll < files; roll++) {
        entry.set(line, line.length, null);
        long last = journal.append(entry);
        long begun = System.nanoTime();
        journal.roll("a benchmark");
        took[roll % TIMED] = (System.nanoTime() - begun) / 1e6;
        if (last != roll + 1L) {
          throw new IOException(config.file() + ": event " + last + " after " + roll + " rolls");
        }
      }
    }
    return Series.median(took);
  }
}
