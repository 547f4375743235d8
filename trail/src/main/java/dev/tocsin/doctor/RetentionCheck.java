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
  private static final long MOST_BYTES = 256L << 20;

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
    String demand = ", PCI DSS asks for 12 months, 3 of them at hand (10.5.1): ";
    String wayOut =
        "set <Retention days=\"365\"/>, and minAgeDays=\"365\" where there is a bound of size or"
            + " number";
    String what = "SecurityAudit \"" + settings.name() + "\": " + text(settings.retention());
    if (journal.demanded().pci()) {
      report.error(what + demand + wayOut);
      return;
    }
    JsonEventReader reader = JsonEventReader.lenient();
    Optional<JournalLine> tagged =
        journal.files().find(MOST_BYTES, line -> isTagged(line, reader, settings.types()));
    if (tagged.isPresent()) {
      report.warning(
          what
              + ", and event "
              + tagged.get().seq()
              + " in "
              + tagged.get().file()
              + " bears one of its tags"
              + demand
              + "if that applies to you, "
              + wayOut);
    }
  }

  private static boolean lasts(RetentionPolicy retention) {
    boolean byAge = retention.maxAge().isZero() || retention.maxAge().compareTo(PCI) >= 0;
    boolean bounded = retention.totalSize() > 0 || retention.maxEvents() > 0;
    return byAge && (!bounded || retention.minAge().compareTo(PCI) >= 0);
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
