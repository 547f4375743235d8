package dev.tocsin.log4j;

import com.google.re2j.Pattern;
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

/**
 * What is to be redacted beside what Tocsin redacts anyway: {@code <Redact field="customer_note"/>}
 * or {@code <Redact pattern="EMP-\d{6}"/>}.
 */
@Plugin(name = "Redact", category = Node.CATEGORY, printObject = true)
public final class RedactElement {
  private final @Nullable String field;
  private final @Nullable Pattern pattern;
  private final List<String> errors;

  private RedactElement(@Nullable String field, @Nullable Pattern pattern, List<String> errors) {
    this.field = field;
    this.pattern = pattern;
    this.errors = List.copyOf(errors);
  }

  /** For the configuration: one of both attributes. */
  @PluginFactory
  public static RedactElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("field") @Nullable String field,
      @PluginAttribute("pattern") @Nullable String pattern) {
    List<String> errors = new ArrayList<>();
    String name = null;
    Pattern compiled = null;
    if (field != null && pattern != null) {
      errors.add("Redact: has both a field and a pattern; keep one of the two");
    } else if (field == null && pattern == null) {
      errors.add("Redact: give it a field or a pattern, as in <Redact field=\"customer_note\"/>");
    }
    try {
      name = field == null ? null : RedactionRules.name(field);
      compiled = pattern == null ? null : RedactionRules.pattern(pattern);
    } catch (IllegalArgumentException e) {
      errors.add("Redact " + e.getMessage());
    }
    errors.addAll(UnknownParts.told("Redact", node, configuration, "field, pattern"));
    return new RedactElement(name, compiled, errors);
  }

  @Nullable String field() {
    return field;
  }

  @Nullable Pattern pattern() {
    return pattern;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Redact(" + (field != null ? field : pattern) + ")";
  }
}
