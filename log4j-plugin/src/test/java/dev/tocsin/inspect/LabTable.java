package dev.tocsin.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables of {@code docs/inspection.md}. */
final class LabTable {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 5;
  private static final int TIMED_ITEMS = 4_000;

  private final List<LabCandidate> candidates;
  private final StringBuilder text = new StringBuilder();

  /**
   * Makes tables.
   *
   * @param candidates the chosen one first
   */
  LabTable(List<LabCandidate> candidates) {
    this.candidates = candidates;
  }

  /** What each candidate finds. */
  void compare(String title, List<LabItem> items) {
    text.append("\n**")
        .append(title)
        .append(".** Attacks found as one of any kind; 95 % intervals.\n\n");
    text.append("| candidate |");
    List<@Nullable AttackKind> columns = new ArrayList<>(List.of(AttackKind.values()));
    columns.add(null);
    columns.forEach(
        kind ->
            text.append(' ')
                .append(kind == null ? "honest, false alarms" : name(kind))
                .append(" |"));
    text.append(" all attacks |\n| --- |").append(" --- |".repeat(columns.size() + 1)).append('\n');
    for (LabCandidate candidate : candidates) {
      List<Optional<AttackKind>> kinds = kinds(candidate, items);
      text.append("| ").append(candidate.name()).append(" |");
      int found = 0;
      int all = 0;
      for (AttackKind column : columns) {
        LabShare share = share(items, kinds, column);
        text.append(' ').append(share).append(" |");
        found += column == null ? 0 : share.part();
        all += column == null ? 0 : share.all();
      }
      text.append(' ').append(new LabShare(found, all)).append(" |\n");
    }
  }

  private static List<Optional<AttackKind>> kinds(LabCandidate candidate, List<LabItem> items) {
    return items.stream().map(item -> candidate.kind(item.text())).toList();
  }

  private static LabShare share(
      List<LabItem> items, List<Optional<AttackKind>> kinds, @Nullable AttackKind of) {
    int found = 0;
    int all = 0;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).kind() == of) {
        all++;
        found += kinds.get(i).isPresent() ? 1 : 0;
      }
    }
    return new LabShare(found, all);
  }

  /** How often the chosen one is right when it names a kind. */
  void precision(String title, List<LabItem> items) {
    List<Optional<AttackKind>> kinds = kinds(candidates.get(0), items);
    text.append("\n**")
        .append(title)
        .append(
            ", precision.** Of what is called a kind, so much is of it; it depends on how many of the items are attacks.\n\n");
    text.append(
        "| called | of that kind | an attack of another kind | honest |\n| --- | --- | --- | --- |\n");
    for (AttackKind kind : AttackKind.values()) {
      int right = 0;
      int other = 0;
      int honest = 0;
      for (int i = 0; i < items.size(); i++) {
        if (kinds.get(i).orElse(null) == kind) {
          AttackKind of = items.get(i).kind();
          right += of == kind ? 1 : 0;
          other += of != null && of != kind ? 1 : 0;
          honest += of == null ? 1 : 0;
        }
      }
      text.append("| ")
          .append(name(kind))
          .append(" | ")
          .append(new LabShare(right, right + other + honest));
      text.append(" | ").append(other).append(" | ").append(honest).append(" |\n");
    }
  }

  /** What the chosen one finds in each corpus. */
  void corpora(String title, List<LabItem> items) {
    text.append("\n**")
        .append(title)
        .append(
            ", by corpus.**\n\n| corpus | items | called an attack | of these `high` |\n| --- | --- | --- | --- |\n");
    Map<String, int[]> rows = new TreeMap<>();
    for (LabItem item : items) {
      int[] row =
          rows.computeIfAbsent(
              (item.kind() == null ? "honest: " : name(item.kind()) + ": ") + item.corpus(),
              key -> new int[3]);
      row[0]++;
      row[1] += candidates.get(0).kind(item.text()).isPresent() ? 1 : 0;
      row[2] += candidates.get(1).kind(item.text()).isPresent() ? 1 : 0;
    }
    rows.forEach(
        (name, row) ->
            text.append("| ")
                .append(name)
                .append(" | ")
                .append(row[0])
                .append(" | ")
                .append(new LabShare(row[1], row[0]))
                .append(" | ")
                .append(row[2])
                .append(" |\n"));
  }

  /** What 100 characters cost, on the machine at hand. */
  void cost(List<LabItem> items) {
    Map<String, List<LabItem>> parts = new LinkedHashMap<>();
    parts.put("honest", sample(items, false));
    parts.put("attacks", sample(items, true));
    text.append("\n**Cost** in ns for 100 characters, the best of ")
        .append(ROUNDS)
        .append(" rounds over up to ")
        .append(TIMED_ITEMS)
        .append(
            " items; one thread of a shared machine, so only the ratio counts.\n\n| candidate | honest | attacks |\n| --- | --- | --- |\n");
    for (LabCandidate candidate : candidates) {
      text.append("| ").append(candidate.name()).append(" |");
      parts
          .values()
          .forEach(
              part -> text.append(String.format(Locale.ROOT, " %.0f |", nanos(candidate, part))));
      text.append('\n');
    }
  }

  private static List<LabItem> sample(List<LabItem> items, boolean attacks) {
    return items.stream()
        .filter(item -> (item.kind() != null) == attacks && item.text().length() <= 500)
        .limit(TIMED_ITEMS)
        .toList();
  }

  private static double nanos(LabCandidate candidate, List<LabItem> items) {
    long characters = items.stream().mapToLong(item -> item.text().length()).sum();
    long best = Long.MAX_VALUE;
    int found = 0;
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      long start = System.nanoTime();
      for (LabItem item : items) {
        found += candidate.kind(item.text()).isPresent() ? 1 : 0;
      }
      best = round < WARM_UP ? best : Math.min(best, System.nanoTime() - start);
    }
    return found < 0 ? 0 : 100.0 * best / characters;
  }

  private static String name(AttackKind kind) {
    return kind.text().replace('_', ' ');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
