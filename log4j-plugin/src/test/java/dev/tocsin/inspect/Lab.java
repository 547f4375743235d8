package dev.tocsin.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.inspect.LabSplit.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Learns the model from the corpora, and judges it beside the other candidates; {@code
 * benchmarks/inspection} starts it.
 *
 * <pre>
 * train FOLDER MODEL   learns from the training part, sets the bounds by the tuning part
 * tune FOLDER          prints the tables for the tuning part
 * table FOLDER PAGE    writes those for what was held out into a page
 * </pre>
 */
final class Lab {
  /** What honest input may alarm, of the tuning part: a bit less than the aim of 0.3 %. */
  private static final double FALSE_ALARMS = 0.0022;

  /** An honest client must not be blocked for a guess. */
  private static final double SURE_FALSE_ALARMS = 0.0001;

  private static final String BEGIN = "<!-- tables: benchmarks/inspection table -->\n";
  private static final String END = "<!-- end of the tables -->\n";

  private final Map<Part, List<LabItem>> parts;

  private Lab(Path corpora) throws IOException {
    parts = LabSplit.of(new LabCorpora(corpora).read());
  }

  public static void main(String[] arguments) throws IOException {
    Lab lab = new Lab(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "train" -> lab.train(Path.of(arguments[2]));
      case "tune" -> System.out.println(lab.tables(Model.standard(), Part.TUNE));
      case "table" -> lab.write(Path.of(arguments[2]), Model.standard());
      default -> throw new IllegalArgumentException(arguments[0] + ": use train, tune or table");
    }
  }

  private void train(Path to) throws IOException {
    save(new LabTraining(part(Part.TRAIN)).learn(), to);
  }

  private void save(Model learned, Path to) throws IOException {
    List<LabItem> tune = part(Part.TUNE);
    long[] sums = tune.stream().mapToLong(item -> sums(item.text(), learned)).toArray();
    LabThresholds thresholds = new LabThresholds(tune, sums);
    Model model =
        learned.with(
            thresholds.forFalseAlarms(FALSE_ALARMS), thresholds.forFalseAlarms(SURE_FALSE_ALARMS));
    try (OutputStream out = Files.newOutputStream(to)) {
      model.write(out);
    }
    System.out.println(tables(model, Part.TUNE));
  }

  private static long sums(String text, Model model) {
    CharSequence seen = InputInspector.seen(text);
    return seen == null ? 0 : Scan.scan(seen, model);
  }

  private List<LabItem> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }

  private String tables(Model model, Part... shown) {
    LabTable table =
        new LabTable(
            List.of(
                new LabLinear(model, Confidence.MEDIUM),
                new LabLinear(model, Confidence.HIGH),
                new LabRules(),
                new LabTokens(part(Part.TRAIN))));
    for (Part part : shown) {
      String title =
          switch (part) {
            case TRAIN -> "Training part";
            case TUNE -> "Tuning part";
            case TEST -> "Held-out part of the same corpora";
            case CROSS -> "Corpora that were held out as a whole";
          };
      table.compare(title, part(part));
      table.precision(title, part(part));
      table.corpora(title, part(part));
    }
    table.cost(part(shown[0]));
    return table.toString();
  }

  private void write(Path page, Model model) throws IOException {
    String text = Files.readString(page, UTF_8);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + ": has no place for the tables between " + BEGIN + END);
    }
    String tables = tables(model, Part.TEST, Part.CROSS);
    Files.writeString(
        page, text.substring(0, begin) + BEGIN + tables + "\n" + text.substring(end), UTF_8);
  }
}
