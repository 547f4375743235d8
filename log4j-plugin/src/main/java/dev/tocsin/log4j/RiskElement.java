package dev.tocsin.log4j;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.risk.RiskModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * How dangerous events are, where that is to be other than usual: {@code <Risk low="2"
 * suspiciousFactor="2" suspiciousHours="72"><Multiplier event="auth_failure" factor="1"/></Risk>}.
 */
@Plugin(name = "Risk", category = Node.CATEGORY, printObject = true)
public final class RiskElement {
  /** How long an address stays suspicious unless something else is configured. */
  static final Duration SUSPICIOUS_WINDOW = Duration.ofHours(24);

  private static final String ATTRIBUTES =
      "critical, high, medium, low, info, suspiciousFactor, suspiciousHours";
  private static final Pattern ONE_DECIMAL = Pattern.compile("[0-9]{1,3}(\\.[0-9])?");
  private static final Pattern TWO_DECIMALS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,2})?");
  private static final Pattern HOURS = Pattern.compile("[0-9]{1,5}");
  private static final int MOST_HOURS = 87_600;
  private static final int HUNDRED = 100;

  private final RiskModel bases;
  private final Duration window;
  private final List<MultiplierElement> multipliers;
  private final List<String> errors;

  private RiskElement(
      RiskModel bases, Duration window, List<MultiplierElement> multipliers, List<String> errors) {
    this.bases = bases;
    this.window = window;
    this.multipliers = multipliers;
    this.errors = List.copyOf(errors);
  }

  /** For the configuration. Values are texts so that a wrong one can be named. */
  @PluginFactory
  public static RiskElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("critical") @Nullable String critical,
      @PluginAttribute("high") @Nullable String high,
      @PluginAttribute("medium") @Nullable String medium,
      @PluginAttribute("low") @Nullable String low,
      @PluginAttribute("info") @Nullable String info,
      @PluginAttribute("suspiciousFactor") @Nullable String suspiciousFactor,
      @PluginAttribute("suspiciousHours") @Nullable String suspiciousHours,
      @PluginElement("Multiplier") MultiplierElement @Nullable [] multipliers) {
    List<String> errors = new ArrayList<>();
    RiskModel model = RiskModel.DEFAULT;
    model = withBase(model, Severity.CRITICAL, "critical", critical, errors);
    model = withBase(model, Severity.HIGH, "high", high, errors);
    model = withBase(model, Severity.MEDIUM, "medium", medium, errors);
    model = withBase(model, Severity.LOW, "low", low, errors);
    model = withBase(model, Severity.INFO, "info", info, errors);
    if (suspiciousFactor != null) {
      int percent = percent(suspiciousFactor);
      if (percent < HUNDRED || percent > RiskModel.MAX_PERCENT) {
        errors.add("Risk suspiciousFactor \"" + suspiciousFactor + "\": use 1 to 100, as in 1.5");
      } else {
        model = model.withSuspiciousPercent(percent);
      }
    }
    Duration window = SUSPICIOUS_WINDOW;
    if (suspiciousHours != null) {
      String text = suspiciousHours.strip();
      int hours = HOURS.matcher(text).matches() ? Integer.parseInt(text) : 0;
      if (hours < 1 || hours > MOST_HOURS) {
        errors.add("Risk suspiciousHours \"" + suspiciousHours + "\": use 1 to " + MOST_HOURS);
      } else {
        window = Duration.ofHours(hours);
      }
    }
    errors.addAll(UnknownParts.told("Risk", node, configuration, ATTRIBUTES));
    List<MultiplierElement> all = multipliers == null ? List.of() : List.of(multipliers);
    all.forEach(each -> errors.addAll(each.errors()));
    return new RiskElement(model, window, all, errors);
  }

  private static RiskModel withBase(
      RiskModel model, Severity severity, String name, @Nullable String text, List<String> errors) {
    if (text == null) {
      return model;
    }
    String stripped = text.strip();
    int tenths =
        ONE_DECIMAL.matcher(stripped).matches()
            ? new BigDecimal(stripped).movePointRight(1).intValueExact()
            : -1;
    if (tenths < 0 || tenths > RiskModel.MAX_TENTHS) {
      errors.add("Risk " + name + " \"" + text + "\": use 0 to 10, as in 7 or 0.5");
      return model;
    }
    return model.withBase(severity, tenths);
  }

  /** A factor in percent; -1 for what is none, or has more than two decimals. */
  static int percent(String text) {
    String stripped = text.strip();
    return TWO_DECIMALS.matcher(stripped).matches()
        ? new BigDecimal(stripped).movePointRight(2).intValueExact()
        : -1;
  }

  /**
   * The figures.
   *
   * @param types that a multiplier can be for
   * @param mistakes takes a line for each multiplier of a type that is not there, or stands twice
   */
  RiskModel model(EventTypes types, List<String> mistakes) {
    RiskModel model = bases;
    Set<EventType> seen = new HashSet<>();
    for (MultiplierElement each : multipliers) {
      if (!each.errors().isEmpty()) {
        continue;
      }
      try {
        EventType type = types.require(each.type());
        if (!seen.add(type.canonical())) {
          mistakes.add(
              "Multiplier event \"" + each.type() + "\": has one already; remove one of them");
        }
        model = model.withMultiplier(type, each.percent());
      } catch (IllegalArgumentException e) {
        mistakes.add("Multiplier: " + e.getMessage());
      }
    }
    return model;
  }

  /** Whether a multiplier is another than by default. */
  static boolean isNotByDefault(Map.Entry<String, Integer> multiplier) {
    return !multiplier
        .getValue()
        .equals(RiskModel.DEFAULT.multiplierPercent().get(multiplier.getKey()));
  }

  /** How long an address stays suspicious. */
  Duration window() {
    return window;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Risk(" + bases + ", " + multipliers + ", " + window + ")";
  }
}
