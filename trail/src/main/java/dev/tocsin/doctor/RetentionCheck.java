package dev.tocsin.doctor;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A retention that deletes before the time that a framework asks for. */
final class RetentionCheck implements JournalCheck {
  /** PCI DSS 10.5.1: twelve months, the newest three at hand. */
  private static final Duration PCI = Duration.ofDays(365);

  private static final String PCI_TAG = "pci-";
  private static final long MOST_BYTES = 64L << 20;

  @Override
  public String id() {
    return "retention";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    AuditFile settings = journal.settings();
    if (settings == null || lasts(settings.retention())) {
      return;
    }
    String demand = " asks for 12 months, 3 of them at hand (10.5.1): ";
    String wayOut =
        isBounded(settings.retention())
            ? "set days=\"365\" and minAgeDays=\"365\", or take the bound away"
            : "set <Retention days=\"365\"/>";
    String what = "SecurityAudit \"" + settings.name() + "\": " + text(settings.retention());
    if (journal.demanded().pci()) {
      report.error(what + "; PCI DSS" + demand + wayOut);
      return;
    }
    JsonEventReader reader = JsonEventReader.lenient();
    Optional<JournalLine> tagged =
        journal.files().find(MOST_BYTES, line -> isTagged(line, reader, settings.types()));
    if (tagged.isPresent()) {
      report.warning(
          what
              + "; event "
              + tagged.get().seq()
              + " in "
              + tagged.get().file()
              + " bears a tag of PCI DSS, which"
              + demand
              + "if that applies to you, "
              + wayOut);
    }
  }

  private static boolean lasts(RetentionPolicy retention) {
    boolean byAge = retention.maxAge().isZero() || retention.maxAge().compareTo(PCI) >= 0;
    return byAge && (!isBounded(retention) || retention.minAge().compareTo(PCI) >= 0);
  }

  private static boolean isBounded(RetentionPolicy retention) {
    return retention.totalSize() > 0 || retention.maxEvents() > 0;
  }

  private static String text(RetentionPolicy retention) {
    boolean tooSoon = !retention.maxAge().isZero() && retention.maxAge().compareTo(PCI) < 0;
    return tooSoon
        ? "deletes after " + retention.maxAge().toDays() + " days"
        : "may delete by size or number after " + retention.minAge().toDays() + " days";
  }

  private static boolean isTagged(JournalLine line, JsonEventReader reader, EventTypes types) {
    if (!line.isEvent() || !line.text().contains(PCI_TAG)) {
      return false;
    }
    byte[] bytes = line.bytes();
    try {
      SecurityEvent event = reader.read(bytes, 0, bytes.length, types);
      return event.complianceTags().stream().anyMatch(tag -> tag.startsWith(PCI_TAG));
    } catch (EventFormatException e) {
      // Damaged: verification tells.
      return false;
    }
  }
}
