package dev.tocsin.log4j;

import com.google.re2j.Pattern;
import dev.tocsin.event.EventField;
import dev.tocsin.privacy.RedactionRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@code SecurityAudit} says about redaction, checked. */
final class RedactionSettings {
  private RedactionSettings() {}

  /** The attribute and elements as they stand in the configuration. */
  record Raw(
      @Nullable String redaction,
      List<RedactElement> redact,
      List<KeepElement> keep,
      @Nullable PseudonymizeElement pseudonymize) {}

  /** The rules; what is wrong is added to the errors. */
  static RedactionRules rules(Raw raw, List<String> errors) {
    raw.redact().forEach(element -> errors.addAll(element.errors()));
    raw.keep().forEach(element -> errors.addAll(element.errors()));
    boolean on = isOn(raw.redaction(), errors);
    if (!on) {
      if (!raw.redact().isEmpty() || !raw.keep().isEmpty()) {
        errors.add(
            "redaction \"off\": stands beside Redact or Keep, which it makes useless; remove one of"
                + " them");
      }
      return RedactionRules.OFF;
    }
    List<String> fields =
        raw.redact().stream().map(RedactElement::field).filter(Objects::nonNull).toList();
    List<Pattern> patterns =
        raw.redact().stream().map(RedactElement::pattern).filter(Objects::nonNull).toList();
    List<String> kept = new ArrayList<>();
    for (KeepElement element : raw.keep()) {
      if (RedactionRules.isAmong(fields, element.field())) {
        errors.add(
            "Keep field \""
                + element.field()
                + "\": stands in a Redact as well; remove one of them");
      }
      kept.add(element.field());
    }
    return new RedactionRules(true, fields, patterns, kept);
  }

  /**
   * The settings of the pseudonyms, null for none; what is wrong is added to the errors.
   *
   * @param file the audit file
   */
  static @Nullable PseudonymSettings pseudonyms(
      Raw raw, RedactionRules rules, Path file, List<String> errors) {
    PseudonymizeElement element = raw.pseudonymize();
    if (element == null) {
      return null;
    }
    errors.addAll(element.errors());
    PseudonymSettings settings = element.settings();
    if (settings == null) {
      return null;
    }
    if (settings.keys().equals(file.getParent())) {
      errors.add(
          "Pseudonymize keys \""
              + settings.keys()
              + "\": is the folder of the audit file; name another one, as who gets hold of the file"
              + " is not to get the keys with it");
    }
    for (EventField field : settings.fields()) {
      if (RedactionRules.isAmong(rules.fields(), field.jsonName())) {
        errors.add(
            "Pseudonymize fields \""
                + field.jsonName()
                + "\": stands in a Redact as well; remove one of them");
      }
    }
    return settings;
  }

  private static boolean isOn(@Nullable String text, List<String> errors) {
    if (text == null || text.strip().equalsIgnoreCase("on")) {
      return true;
    }
    if (!text.strip().equalsIgnoreCase("off")) {
      errors.add("redaction \"" + text + "\": use on or off");
      return true;
    }
    return false;
  }
}
