package dev.tocsin.log4j;

import dev.tocsin.risk.RiskModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * How much riskier a type of events is: {@code <Multiplier event="auth_failure" factor="2"/>}. In
 * JSON, YAML and properties {@code type} names the plugin, so the type of the events has another
 * name here.
 */
@Plugin(name = "Multiplier", category = Node.CATEGORY, printObject = true)
public final class MultiplierElement {
  private static final int UNCHANGED = 100;

  private final String type;
  private final int percent;
  private final List<String> errors;

  private MultiplierElement(String type, int percent, List<String> errors) {
    this.type = type;
    this.percent = percent;
    this.errors = List.copyOf(errors);
  }

  /** For the configuration; both attributes are needed. */
  @PluginFactory
  public static MultiplierElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("event") @Nullable String event,
      @PluginAttribute("factor") @Nullable String factor) {
    List<String> errors = new ArrayList<>();
    int percent = UNCHANGED;
    if (event == null || factor == null) {
      errors.add(
          "Multiplier: give it an event and a factor, as in"
              + " <Multiplier event=\"auth_failure\" factor=\"2\"/>");
    } else {
      percent = RiskElement.percent(factor);
      if (percent < 0 || percent > RiskModel.MAX_PERCENT) {
        errors.add("Multiplier factor \"" + factor + "\": use 0 to 100, as in 1.5");
        percent = UNCHANGED;
      }
    }
    errors.addAll(UnknownParts.told("Multiplier", node, configuration, "event, factor"));
    return new MultiplierElement(event == null ? "" : event.strip(), percent, errors);
  }

  /** The type's name; empty where it is missing, which is an error. */
  String type() {
    return type;
  }

  int percent() {
    return percent;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Multiplier(" + type + ", " + percent + " %)";
  }
}
