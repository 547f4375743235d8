package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.files.Sha256;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.privacy.RedactionRules;
import dev.tocsin.risk.RiskModel;
import dev.tocsin.watch.WatchSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@code SecurityAudit} as they are in force, defaults included, in a form that
 * can be compared and hashed. Keys stand in it by their ids only. Immutable.
 *
 * @param values by the name of the attribute, or of the element and its attribute
 */
record SettingsInForce(SortedMap<String, String> values) {
  private static final String NONE = "none";

  /** One setting that is another than before. */
  record Difference(String name, @Nullable String before, @Nullable String now) {}

  /** The map is copied. */
  SettingsInForce {
    values = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * What an appender's configuration comes to.
   *
   * @param failClosed its failure policy
   * @param filter its own filter
   * @param suspiciousWindow of the file, which may have been open before
   */
  static SettingsInForce of(
      String appender,
      AuditSettings settings,
      boolean failClosed,
      @Nullable Filter filter,
      Duration suspiciousWindow) {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("name", appender);
    values.put("fileName", settings.file().toString());
    values.put("filePattern", settings.filePattern() + (settings.naming().compress() ? ".gz" : ""));
    values.put("source", settings.source());
    values.put("writer", settings.writer());
    values.put("fsync", settings.durability().text());
    values.put("failurePolicy", failClosed ? "fail-closed" : "fail-open");
    values.put("types", types(settings.types()));
    values.put("contextDetails", list(settings.contextDetails()));
    values.put("captureBodies", String.valueOf(settings.captureBodies()));
    values.put("asyncTimeoutMillis", String.valueOf(settings.asyncTimeout().toMillis()));
    values.put("writeTimeoutMillis", String.valueOf(settings.writeTimeout().toMillis()));
    values.put("allowSuppression", String.valueOf(settings.allowSuppression()));
    values.put("evolve", String.valueOf(settings.evolve()));
    values.put("filter", filter == null ? NONE : text(filter));
    values.put("Policies", text(settings.policy()));
    addKeys(settings.keys(), values);
    addRetention(settings.retention(), values);
    addRedaction(settings.redaction(), values);
    addPseudonyms(settings.pseudonyms(), values);
    addRules(settings.rules(), values);
    addRisk(settings.risk(), suspiciousWindow, values);
    for (Outlet outlet : settings.outlets()) {
      outlet
          .settings()
          .forEach((name, value) -> values.put("Outlet." + outlet.name() + "." + name, value));
    }
    return new SettingsInForce(values);
  }

  private static void addRules(WatchSettings rules, SortedMap<String, String> values) {
    values.put("Rules.enabled", String.valueOf(rules.enabled()));
    values.put("Rules.file", rules.file() == null ? NONE : rules.file().toString());
    values.put("Rules.sha256", rules.sha256());
    values.put("Rules.simulate", String.valueOf(rules.simulate()));
    values.put("Receiver", list(rules.receivers().stream().map(Object::toString).toList()));
    values.put(
        "Rules.neverBlock", list(rules.neverBlock().stream().map(Object::toString).toList()));
  }

  private static void addRisk(
      RiskModel risk, Duration suspiciousWindow, SortedMap<String, String> values) {
    risk.baseTenths()
        .forEach((severity, tenths) -> values.put("Risk." + severity.text(), decimal(tenths, 1)));
    values.put("Risk.suspiciousFactor", decimal(risk.suspiciousPercent(), 2));
    values.put("Risk.suspiciousHours", String.valueOf(suspiciousWindow.toHours()));
    values.put(
        "Risk.Multiplier",
        list(
            new TreeMap<>(risk.multiplierPercent())
                .entrySet().stream()
                    .filter(RiskElement::isNotByDefault)
                    .map(each -> each.getKey() + " " + decimal(each.getValue(), 2))
                    .toList()));
  }

  private static String decimal(int value, int decimals) {
    return BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
  }

  private static void addKeys(KeySet keys, SortedMap<String, String> values) {
    TagKey tag = keys.tagKey();
    values.put("keys.tag", tag == null ? NONE : tag.id());
    values.put("keys.earlier", list(keys.earlierTagKeys().stream().map(TagKey::id).toList()));
    var signing = keys.signingKey();
    values.put("keys.signing", signing == null ? NONE : signing.id());
    var session = keys.sessionKey();
    values.put("keys.session", session == null ? NONE : session.id());
  }

  private static void addRetention(RetentionPolicy policy, SortedMap<String, String> values) {
    values.put("Retention.days", String.valueOf(policy.maxAge().toDays()));
    values.put("Retention.totalSize", String.valueOf(policy.totalSize()));
    values.put("Retention.maxEvents", String.valueOf(policy.maxEvents()));
    values.put("Retention.minAgeDays", String.valueOf(policy.minAge().toDays()));
  }

  private static void addRedaction(RedactionRules rules, SortedMap<String, String> values) {
    values.put("redaction", rules.on() ? "on" : "off");
    values.put("Redact.field", list(rules.fields()));
    values.put("Redact.pattern", list(rules.patterns().stream().map(Object::toString).toList()));
    values.put("Keep.field", list(rules.kept()));
  }

  private static void addPseudonyms(
      @Nullable PseudonymSettings settings, SortedMap<String, String> values) {
    values.put(
        "Pseudonymize.fields",
        settings == null
            ? NONE
            : list(settings.fields().stream().map(EventField::jsonName).toList()));
    values.put("Pseudonymize.keys", settings == null ? NONE : settings.keys().toString());
    values.put(
        "Pseudonymize.period",
        settings == null ? NONE : settings.period().name().toLowerCase(Locale.ROOT));
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? NONE : String.join(", ", names);
  }

  /** Types of the user's own, by a hash of all that is configured of them. */
  private static String types(EventTypes types) {
    TreeSet<String> own =
        types.all().stream()
            .filter(type -> type.origin() == EventType.Origin.USER)
            .map(
                type ->
                    String.join(
                        " ",
                        type.name(),
                        type.category().toString(),
                        type.severity().toString(),
                        type.outcome().toString(),
                        type.complianceTags().toString()))
            .collect(Collectors.toCollection(TreeSet::new));
    return own.isEmpty() ? NONE : own.size() + ", SHA-256 " + sha256(String.join("\n", own));
  }

  /** A plugin of Log4j, as it describes itself; one that does not, by its class. */
  private static String text(Object plugin) {
    if (plugin instanceof CompositeTriggeringPolicy composite) {
      List<String> each = new ArrayList<>();
      for (TriggeringPolicy policy : composite.getTriggeringPolicies()) {
        each.add(text(policy));
      }
      return String.join(", ", each);
    }
    String name = plugin.getClass().getSimpleName();
    String text = String.valueOf(plugin);
    if (text.startsWith(plugin.getClass().getName() + "@")) {
      return name;
    }
    // When it rolls next is no setting.
    String lasting = text.replaceFirst("nextRolloverMillis=\\d+, ", "");
    return lasting.startsWith(name) ? lasting : name + "(" + lasting + ")";
  }

  /**
   * A line {@code name=value} and LF for each setting, in the order of their names; backslash, LF
   * and CR in a value are {@code \\}, {@code \n} and {@code \r}.
   */
  String canonical() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(name)
                .append('=')
                .append(value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"))
                .append('\n'));
    return text.toString();
  }

  /** The settings that {@link #canonical()} made a text of; lines that are none are left out. */
  static SettingsInForce parse(String canonical) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String line : canonical.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), unescaped(line.substring(equals + 1)));
      }
    }
    return new SettingsInForce(values);
  }

  private static String unescaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        char escaped = value.charAt(++i);
        text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** SHA-256 of {@link #canonical()}, 64 hexadecimal digits. */
  String sha256() {
    return sha256(canonical());
  }

  static String sha256(String text) {
    return Sha256.hex(text.getBytes(UTF_8));
  }

  /** What is another than in settings of before, by name. */
  List<Difference> since(SettingsInForce before) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(before.values.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      Map<String, String> old = before.values;
      if (!String.valueOf(old.get(name)).equals(String.valueOf(values.get(name)))) {
        differences.add(new Difference(name, old.get(name), values.get(name)));
      }
    }
    return differences;
  }
}
