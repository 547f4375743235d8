package dev.tocsin.cli;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.EventQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which events are wanted, but for the end of the time, which commands call differently. A mixin.
 */
final class EventConditions {
  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = TypeNames.class,
      description = "Of this type, repeatable; a type's other name counts as the same.")
  List<String> typeNames = new ArrayList<>();

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "Of this severity, repeatable: info, low, medium, high, critical.")
  List<String> severities = new ArrayList<>();

  @Option(names = "--user", paramLabel = "USER", description = "With this user_id or user_name.")
  @Nullable String user;

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = "From this address, or one of a range, as in 203.0.113.0/24.")
  @Nullable String ip;

  @Option(names = "--success", paramLabel = "true|false", description = "With this outcome.")
  @Nullable String success;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "That happened then or later: RFC 3339, or how long ago, as -24h or -7d.")
  @Nullable String from;

  @Option(names = "--correlation", paramLabel = "ID", description = "With this correlation_id.")
  @Nullable String correlation;

  @Option(names = "--parent", paramLabel = "ID", description = "With this parent_event_id.")
  @Nullable String parent;

  @Option(
      names = "--target",
      paramLabel = "TEXT",
      description = "With this target_type or target_id.")
  @Nullable String target;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description =
          "With this text in some value, or in a name in details, headers or changes, in whatever"
              + " case.")
  @Nullable String text;

  @Option(
      names = "--field",
      paramLabel = "NAME=VALUE",
      description =
          "With exactly this value in a field, by its name in JSON; repeatable. Of a list, one of"
              + " its values.")
  List<String> fields = new ArrayList<>();

  @Option(
      names = "--any",
      paramLabel = "NAME=VALUE",
      description = "As --field, but one of those that are given by --any is enough.")
  List<String> anyOf = new ArrayList<>();

  /**
   * What is asked for.
   *
   * @param types those that are known
   * @param toOption the option that gives the end of the time, as this command calls it
   * @param to what it gives, or null
   * @param all whether the audit system's ordinary life is meant too, where no type is asked for
   * @throws CliException with code 2 if one of the conditions is none
   */
  EventQuery query(EventTypes types, String toOption, @Nullable String to, boolean all) {
    EventQuery.Builder query = EventQuery.builder();
    EventFilter filter = EventFilter.parse(types, typeNames, severities, all);
    filter.types().forEach(query::type);
    filter.severities().forEach(query::severity);
    if (!all) {
      EventFilter.ROUTINE.forEach(query::without);
    }
    Instant now = Instant.now();
    if (from != null) {
      query.from(TimeArgument.parse("--from", from, now));
    }
    if (to != null) {
      query.to(TimeArgument.parse(toOption, to, now));
    }
    TimeArgument.requireOrder(from, toOption, to, now);
    if (ip != null) {
      query.addresses(range(ip));
    }
    if (success != null) {
      query.success(parseSuccess(success));
    }
    addText("--user", user, query::user);
    addText("--correlation", correlation, query::correlation);
    addText("--parent", parent, query::parent);
    addText("--target", target, query::target);
    addText("--text", text, query::text);
    fields.forEach(each -> readField("--field", each, query::field));
    anyOf.forEach(each -> readField("--any", each, query::anyOf));
    return query.build();
  }

  private static void addText(String option, @Nullable String value, Consumer<String> condition) {
    if (value == null) {
      return;
    }
    if (value.isEmpty()) {
      throw CliException.usage(
          option + " \"\": is empty: say what to look for, or leave " + option + " out");
    }
    condition.accept(value);
  }

  private static void readField(
      String option, String text, BiConsumer<EventField, String> condition) {
    int equals = text.indexOf('=');
    EventField field = equals < 0 ? null : EventField.find(text.substring(0, equals));
    if (field == null) {
      throw CliException.usage(
          option
              + " "
              + SafeText.quoted(text)
              + ": use NAME=VALUE with a field's name, as in user_id=bob");
    }
    condition.accept(field, text.substring(equals + 1));
  }

  private static AddressRange range(String text) {
    try {
      ClientAddress address = ClientAddress.parse(text);
      if (address == null) {
        return AddressRange.parse(text);
      }
      return AddressRange.parse(address.text() + (address.family() == 4 ? "/32" : "/128"));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "--ip "
              + SafeText.quoted(text)
              + ": use an address, or a range as in 203.0.113.0/24 or 2001:db8::/32");
    }
  }

  private static boolean parseSuccess(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw CliException.usage("--success " + SafeText.quoted(text) + ": use true or false");
    };
  }
}
