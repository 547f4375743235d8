package dev.tocsin.sample.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Puts what was found into lines for people. */
final class Summary {
  private static final int TOP = 5;

  private Summary() {}

  /**
   * The lines after the play.
   *
   * @param folder the journal's folder
   * @param differences between the play and the journal
   */
  static List<String> of(
      Path folder, Findings findings, JournalCheck check, List<String> differences)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(row("events by type", "count"));
    findings.byType().forEach((type, count) -> lines.add(row("  " + type, number(count))));
    lines.add(row("  all", number(findings.total())));
    lines.add("");
    lines.add(row("riskiest addresses", "events", "risk", "highest", "threat"));
    for (Findings.Address address : findings.topAddresses(TOP)) {
      lines.add(
          row(
              "  " + address.address(),
              number(address.events()),
              tenths(address.sumTenths()),
              tenths(address.highestTenths()),
              address.threatLevel().text()));
    }
    lines.add("");
    lines.add(row("alerts", "events", "action"));
    for (Findings.Alert alert : findings.alerts()) {
      lines.add(
          row("  " + alert.rule(), number(alert.count()), alert.action()) + "  " + alert.key());
    }
    lines.add("");
    lines.add(row("blocked", "minutes"));
    for (Findings.Blocked each : findings.blocked()) {
      lines.add(row("  " + each.client(), number(each.seconds() / 60)) + "  by " + each.rule());
    }
    lines.add("");
    lines.add(row("files", "bytes"));
    for (Path file : files(folder)) {
      lines.add(row("  " + file, number(Files.size(file))));
    }
    lines.add("");
    lines.add("events " + findings.firstSeq() + " to " + findings.lastSeq() + " by number");
    if (check.findings().isEmpty()) {
      lines.add("chain of " + number(check.lines()) + " lines checked: no gap, no wrong tag");
    } else {
      lines.add("chain of " + number(check.lines()) + " lines checked:");
      check.findings().forEach(finding -> lines.add("  " + finding));
    }
    if (differences.isEmpty()) {
      lines.add("the journal holds exactly what was played: " + findings.total() + " events");
      lines.add(
          "each attack was alerted of, and whoever was to be blocked was: "
              + findings.alerts().size()
              + " alerts, "
              + findings.blocked().size()
              + " blocks");
    } else {
      lines.add("the journal does not hold what was played:");
      differences.forEach(difference -> lines.add("  " + difference));
    }
    return lines;
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.{log,gz}")) {
      entries.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  private static String row(String name, String... columns) {
    StringBuilder row = new StringBuilder(String.format("%-36s", name));
    for (String column : columns) {
      row.append(String.format("%10s", column));
    }
    return row.toString();
  }

  private static String tenths(int tenths) {
    return tenths / 10 + "." + tenths % 10;
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
