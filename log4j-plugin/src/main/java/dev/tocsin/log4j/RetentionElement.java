package dev.tocsin.log4j;

import dev.tocsin.journal.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.appender.rolling.FileSize;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * How long sealed files are kept: {@code <Retention days="30" totalSize="2 GB" maxEvents="1000000"
 * minAgeDays="1"/>}. A limit of 0 is none.
 */
@Plugin(name = "Retention", category = Node.CATEGORY, printObject = true)
public final class RetentionElement {
  private final RetentionPolicy policy;
  private final List<String> errors;

  private RetentionElement(RetentionPolicy policy, List<String> errors) {
    this.policy = policy;
    this.errors = List.copyOf(errors);
  }

  /** For the configuration. Values are texts so that a wrong one can be named. */
  @PluginFactory
  public static RetentionElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("days") @Nullable String days,
      @PluginAttribute("totalSize") @Nullable String totalSize,
      @PluginAttribute("maxEvents") @Nullable String maxEvents,
      @PluginAttribute("minAgeDays") @Nullable String minAgeDays) {
    List<String> errors = new ArrayList<>();
    long maxDays = number("days", days, RetentionPolicy.DEFAULT.maxAge().toDays(), errors);
    long events = number("maxEvents", maxEvents, 0, errors);
    long minDays = number("minAgeDays", minAgeDays, 1, errors);
    long bytes = totalSize == null ? 0 : FileSize.parse(totalSize, -1);
    if (bytes < 0) {
      errors.add(
          "Retention totalSize \"" + totalSize + "\": use a number with KB, MB or GB, as in 2 GB");
      bytes = 0;
    }
    errors.addAll(
        UnknownParts.told(
            "Retention", node, configuration, "days, totalSize, maxEvents, minAgeDays"));
    return new RetentionElement(
        new RetentionPolicy(Duration.ofDays(maxDays), bytes, events, Duration.ofDays(minDays)),
        errors);
  }

  private static long number(
      String name, @Nullable String text, long fallback, List<String> errors) {
    if (text == null) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0 && value <= 1_000_000_000_000L) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the value.
    }
    errors.add("Retention " + name + " \"" + text + "\": use a whole number, 0 for no limit");
    return fallback;
  }

  RetentionPolicy policy() {
    return policy;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Retention(" + policy + ")";
  }
}
