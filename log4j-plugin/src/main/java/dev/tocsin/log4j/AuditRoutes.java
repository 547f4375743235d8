package dev.tocsin.log4j;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.jspecify.annotations.Nullable;

/**
 * The ways that a plain marked call can go through a configuration to a {@code SecurityAudit}, and
 * what on them may keep it back. Nothing is judged by its looks: an event of every type, at every
 * level, is sent along all ways of each logger in thought, and only where none of them surely leads
 * to an audit file the gates that it did not pass are told. So two audit files that share the
 * events by filters are fine, and so is a level on a way beside one that takes all.
 */
final class AuditRoutes {
  private static final String WAY_OUT = ", or set allowSuppression=\"true\"";

  private final Configuration configuration;
  private final List<SecurityAuditAppender> audits;

  private AuditRoutes(Configuration configuration) {
    this.configuration = configuration;
    this.audits =
        configuration.getAppenders().values().stream()
            .filter(SecurityAuditAppender.class::isInstance)
            .map(SecurityAuditAppender.class::cast)
            .toList();
  }

  static AuditRoutes of(Configuration configuration) {
    return new AuditRoutes(configuration);
  }

  /** All audit appenders of the configuration, in no order. */
  List<SecurityAuditAppender> audits() {
    return audits;
  }

  /** What an event must pass at one place. */
  private record Gate(
      String place, String what, String wayOut, Predicate<LogEvent> surelyPassedBy) {
    String name() {
      return place + ": " + what;
    }
  }

  /** One way to an audit file, with all gates on it. */
  private record Way(List<Gate> gates) {
    boolean surelyTakes(LogEvent event) {
      return gates.stream().allMatch(gate -> gate.surelyPassedBy().test(event));
    }
  }

  /** A security event of that kind, at a level. */
  private record Probe(String kind, LogEvent event) {}

  /**
   * What keeps security events from the audit files, each with a text that names the place, the
   * setting and the way out; empty if every event of every logger surely reaches one.
   *
   * @param types of events that may be logged
   */
  List<AuditInspection.Suppression> problems(Collection<EventTypes> types) {
    List<Probe> probes = probes(types);
    Map<String, String> closed = new LinkedHashMap<>();
    List<AuditInspection.Suppression> problems = new ArrayList<>();
    for (LoggerConfig logger : loggers()) {
      List<Way> ways = waysFrom(logger);
      if (ways.isEmpty()) {
        problems.add(
            new AuditInspection.Suppression(
                true,
                nameOf(logger)
                    + (logger.isAdditive() || logger.getParent() == null
                        ? ": no AppenderRef leads"
                        : ": additivity=\"false\", and no AppenderRef leads")
                    + " from it to a SecurityAudit: add one"
                    + WAY_OUT));
      } else if (ways.stream().noneMatch(way -> way.gates().isEmpty())) {
        probes.stream()
            .filter(probe -> ways.stream().noneMatch(way -> way.surelyTakes(probe.event())))
            .forEach(probe -> note(closed, ways, probe));
      }
    }
    closed.values().forEach(text -> problems.add(new AuditInspection.Suppression(false, text)));
    return problems;
  }

  private static void note(Map<String, String> closed, List<Way> ways, Probe probe) {
    for (Way way : ways) {
      for (Gate gate : way.gates()) {
        if (!gate.surelyPassedBy().test(probe.event())) {
          closed.putIfAbsent(
              gate.name(),
              gate.name()
                  + " keeps security events back, such as "
                  + probe.kind()
                  + " at "
                  + probe.event().getLevel()
                  + ": "
                  + gate.wayOut()
                  + WAY_OUT);
        }
      }
    }
  }

  /** All loggers by name; the root first, as its name is empty. */
  private Collection<LoggerConfig> loggers() {
    Map<String, LoggerConfig> byName = new TreeMap<>(configuration.getLoggers());
    byName.put("", configuration.getRootLogger());
    return byName.values();
  }

  private List<Way> waysFrom(LoggerConfig first) {
    List<Way> ways = new ArrayList<>();
    List<Gate> passed = List.of();
    LoggerConfig logger = first;
    while (logger != null) {
      String name = nameOf(logger);
      passed = with(passed, filterGate(name, logger.getFilter()));
      for (Onward reference : Onward.from(logger)) {
        follow(reference, name, logger.getAppenders().get(reference.to()), passed, Set.of(), ways);
      }
      logger = logger.isAdditive() ? logger.getParent() : null;
    }
    return ways;
  }

  private void follow(
      Onward reference,
      String from,
      @Nullable Appender appender,
      List<Gate> before,
      Set<Appender> behind,
      List<Way> ways) {
    if (appender == null || behind.contains(appender)) {
      return;
    }
    List<Gate> passed = before;
    String place = "AppenderRef \"" + reference.to() + "\" in " + from;
    if (!reference.always()) {
      passed =
          with(
              passed,
              new Gate(
                  from,
                  "a choice of routes",
                  "refer to the audit appender beside it",
                  event -> false));
    }
    Level level = reference.level();
    if (level != null) {
      passed =
          with(
              passed,
              new Gate(
                  place,
                  "level=\"" + level + "\"",
                  "remove it",
                  event -> event.getLevel().isMoreSpecificThan(level)));
    }
    passed = with(passed, filterGate(place, reference.filter()));
    if (appender instanceof AbstractFilterable filterable) {
      passed = with(passed, filterGate(nameOf(appender), filterable.getFilter()));
    }
    if (appender instanceof SecurityAuditAppender) {
      ways.add(new Way(passed));
      return;
    }
    Set<Appender> seen = new HashSet<>(behind);
    seen.add(appender);
    for (Onward next : Onward.from(appender)) {
      follow(
          next, nameOf(appender), configuration.getAppenders().get(next.to()), passed, seen, ways);
    }
  }

  private static @Nullable Gate filterGate(String place, @Nullable Filter filter) {
    return filter == null
        ? null
        : new Gate(
            place,
            FilterOutcomes.names(filter),
            place.startsWith("SecurityAudit ")
                ? "remove it, let another SecurityAudit take the rest"
                : "remove it",
            event -> !FilterOutcomes.mayDeny(filter, event));
  }

  private static List<Gate> with(List<Gate> gates, @Nullable Gate gate) {
    if (gate == null) {
      return gates;
    }
    List<Gate> longer = new ArrayList<>(gates);
    longer.add(gate);
    return List.copyOf(longer);
  }

  private static String nameOf(LoggerConfig logger) {
    return "logger \"" + (logger.getName().isEmpty() ? "root" : logger.getName()) + "\"";
  }

  private static String nameOf(Appender appender) {
    String kind = appender.getClass().getSimpleName();
    return kind.replaceFirst("Appender$", "") + " \"" + appender.getName() + "\"";
  }

  private static List<Probe> probes(Collection<EventTypes> types) {
    Map<String, Marker> kinds = new LinkedHashMap<>();
    types.stream()
        .flatMap(each -> each.all().stream())
        .filter(type -> !type.isReserved())
        .forEach(type -> kinds.putIfAbsent(type.name(), Markers.of(type)));
    kinds.put(Markers.SECURITY.getName(), Markers.SECURITY);
    for (Category category : Category.values()) {
      kinds.putIfAbsent(category.name(), MarkerManager.getMarker(category.name()));
    }
    List<Level> levels =
        Arrays.stream(Level.values())
            .filter(level -> !level.equals(Level.OFF) && !level.equals(Level.ALL))
            .sorted()
            .toList();
    List<Probe> probes = new ArrayList<>();
    Message text = new SimpleMessage("");
    Message named = new StringMapMessage().with("event_type", "auth_failure");
    kinds.forEach(
        (kind, marker) ->
            levels.forEach(level -> probes.add(new Probe(kind, event(level, marker, text)))));
    levels.forEach(
        level -> probes.add(new Probe("a map message without marker", event(level, null, named))));
    return probes;
  }

  private static LogEvent event(Level level, @Nullable Marker marker, Message message) {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("")
        .setLevel(level)
        .setMarker(marker)
        .setMessage(message)
        .build();
  }
}
