package dev.tocsin.cli;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.CaseBook;
import dev.tocsin.trail.EventScan;
import dev.tocsin.trail.KnownAlerts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The alerts and events that a case is about, looked for in the journals. A mixin. */
final class CaseSubjects {
  @Option(
      names = "--alert",
      paramLabel = "ALERT",
      description = {
        "An alert that it is about, repeatable: its id, the first 4 digits or more, or its KEY in"
            + " tocsin alerts list, if only one alert that is not resolved has that."
      })
  List<String> alertNames = new ArrayList<>();

  @Option(
      names = "--event",
      paramLabel = "ID",
      description = "An event that it is about, repeatable: its event_id.")
  List<String> eventNames = new ArrayList<>();

  @Option(
      names = "--also",
      paramLabel = "DIR",
      description = "A further folder of journals to look for them in, repeatable.")
  List<Path> others = new ArrayList<>();

  @Mixin OwnTypes ownTypes = new OwnTypes();

  /**
   * What was found.
   *
   * @param alerts in the order of the options
   * @param events the same
   */
  record Found(List<AlertRecord> alerts, List<SecurityEvent> events) {
    CaseBook.Links links() {
      try {
        return new CaseBook.Links(
            alerts.stream().map(each -> each.id().toString()).toList(),
            events.stream().map(each -> String.valueOf(each.eventId())).toList(),
            alerts.stream().flatMap(each -> each.eventIds().stream()).toList());
      } catch (IllegalArgumentException e) {
        throw CliException.usage(String.valueOf(e.getMessage()));
      }
    }

    /** What the first of them is about; empty if there is none. */
    Optional<String> title() {
      return Stream.concat(alerts.stream().map(Found::title), events.stream().map(Found::title))
          .findFirst()
          .map(
              title ->
                  title.length() <= CaseBook.LONGEST_TITLE
                      ? title
                      : title.substring(0, CaseBook.LONGEST_TITLE - 1) + "…");
    }

    private static String title(AlertRecord alert) {
      String key = String.join(", ", alert.key().values());
      return alert.title() + (key.isEmpty() ? "" : ": " + key);
    }

    private static String title(SecurityEvent event) {
      String user = event.userId();
      String client = event.ipAddress();
      return event.type().name()
          + (user == null ? "" : " by " + user)
          + (client == null ? "" : " from " + client);
    }

    /** The gravest of them; empty if there is none. */
    Optional<Severity> severity() {
      return Stream.concat(
              alerts.stream().map(AlertRecord::severity),
              events.stream().map(SecurityEvent::severity))
          .max(Comparator.naturalOrder());
    }

    /** When the first of the alerts fired. */
    @Nullable Instant detectedAt() {
      return alerts.stream().map(AlertRecord::firedAt).min(Comparator.naturalOrder()).orElse(null);
    }
  }

  boolean isEmpty() {
    return alertNames.isEmpty() && eventNames.isEmpty();
  }

  /**
   * Looks for them, once over all journals.
   *
   * @param folder of the case
   * @throws CliException with code 2 or 3 if one is not there
   */
  Found find(Path folder, Output output) {
    if (isEmpty()) {
      return new Found(List.of(), List.of());
    }
    Map<String, Optional<SecurityEvent>> wanted = new LinkedHashMap<>();
    eventNames.forEach(name -> wanted.put(eventId(name), Optional.empty()));
    KnownAlerts alerts = new KnownAlerts();
    List<Path> all = new ArrayList<>(List.of(folder));
    all.addAll(others);
    all.forEach(CaseChange::requireJournal);
    EventTypes types = ownTypes.read();
    LeftOut leftOut = new LeftOut();
    try {
      EventScan.over(
          all.stream().distinct().toList(),
          types,
          what -> leftOut.tell(what, output),
          new Search(wanted, alerts, !alertNames.isEmpty()));
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      leftOut.tellRest(output);
    }
    return new Found(
        alertNames.stream().map(name -> alert(name, alerts.all())).distinct().toList(),
        wanted.entrySet().stream().map(each -> event(each.getKey(), each.getValue())).toList());
  }

  /** Takes the alerts, and the events that are wanted. */
  private record Search(
      Map<String, Optional<SecurityEvent>> wanted, KnownAlerts alerts, boolean alertsToo)
      implements EventScan.Visitor {
    @Override
    public boolean wants(EventScan.Glance line) {
      return wanted.containsKey(line.eventId()) || (alertsToo && line.mayNameAlert());
    }

    @Override
    public void take(EventDraft event, JournalLine line) {
      String id = String.valueOf(event.get(EventField.EVENT_ID));
      if (wanted.containsKey(id)) {
        wanted.put(id, Optional.of(event.toEvent()));
      }
      alerts.take(event);
    }
  }

  private static String eventId(String name) {
    try {
      String id = UUID.fromString(name).toString();
      if (id.equals(name.toLowerCase(Locale.ROOT))) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw CliException.usage(
        "--event "
            + SafeText.quoted(name)
            + ": is no event_id: use one as tocsin query --format json shows it");
  }

  private static SecurityEvent event(String id, Optional<SecurityEvent> found) {
    return found.orElseThrow(
        () ->
            CliException.data(
                "event " + id + ": is not in the journals: tocsin query shows those that are",
                null));
  }

  private static AlertRecord alert(String name, Iterable<AlertRecord> all) {
    List<AlertRecord> byId = new ArrayList<>();
    List<AlertRecord> byKey = new ArrayList<>();
    for (AlertRecord each : all) {
      if (name.length() >= ResponseJournals.LEAST_OF_ID && each.id().toString().startsWith(name)) {
        byId.add(each);
      }
      if (name.equals(each.keyText()) && !each.isResolved()) {
        byKey.add(each);
      }
    }
    List<AlertRecord> found = byId.isEmpty() ? byKey : byId;
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CliException.data(
        "alert "
            + SafeText.quoted(name)
            + (found.isEmpty()
                ? ": is not in the journals: tocsin alerts list shows those that are"
                    + (name.length() < ResponseJournals.LEAST_OF_ID
                        ? "; of an id give the first "
                            + ResponseJournals.LEAST_OF_ID
                            + " digits or more"
                        : "")
                : ": "
                    + found.size()
                    + " alerts are named so: give the whole id, as in tocsin alerts list"),
        null);
  }
}
