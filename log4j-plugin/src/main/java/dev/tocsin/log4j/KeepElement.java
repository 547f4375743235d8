package dev.tocsin.log4j;

import dev.tocsin.privacy.RedactionRules;
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

/** A field that is not to be redacted: {@code <Keep field="order_token"/>}. */
@Plugin(name = "Keep", category = Node.CATEGORY, printObject = true)
public final class KeepElement {
  private final String field;
  private final List<String> errors;

  private KeepElement(String field, List<String> errors) {
    this.field = field;
    this.errors = List.copyOf(errors);
  }

  /** For the configuration. */
  @PluginFactory
  public static KeepElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("field") @Nullable String field) {
    List<String> errors = new ArrayList<>();
    String name = "";
    if (field == null) {
      errors.add("Keep: give it a field, as in <Keep field=\"order_token\"/>");
    } else {
      try {
        name = RedactionRules.name(field);
      } catch (IllegalArgumentException e) {
        errors.add("Keep " + e.getMessage());
      }
    }
    errors.addAll(UnknownParts.told("Keep", node, configuration, "field"));
    return new KeepElement(name, errors);
  }

  String field() {
    return field;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Keep(" + field + ")";
  }
}
