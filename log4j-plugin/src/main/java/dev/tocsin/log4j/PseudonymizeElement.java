package dev.tocsin.log4j;

import dev.tocsin.event.EventField;
import dev.tocsin.privacy.KeyPeriod;
import dev.tocsin.privacy.Pseudonymizer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * Who gets pseudonyms, under keys from where: {@code <Pseudonymize keys="pseudonym-keys"
 * fields="user_id,ip_address" period="month"/>}.
 */
@Plugin(name = "Pseudonymize", category = Node.CATEGORY, printObject = true)
public final class PseudonymizeElement {
  private static final String FIELDS = names(Pseudonymizer.FIELDS);

  private final @Nullable PseudonymSettings settings;
  private final List<String> errors;

  private PseudonymizeElement(@Nullable PseudonymSettings settings, List<String> errors) {
    this.settings = settings;
    this.errors = List.copyOf(errors);
  }

  /**
   * For the configuration.
   *
   * @param keys folder of the periods' keys; required
   * @param fields by default all that can have pseudonyms
   * @param period {@code day}, {@code month} (default) or {@code year}
   */
  @PluginFactory
  public static PseudonymizeElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("keys") @Nullable String keys,
      @PluginAttribute("fields") @Nullable String fields,
      @PluginAttribute("period") @Nullable String period) {
    List<String> errors = new ArrayList<>();
    Path folder = folder(keys, errors);
    List<EventField> chosen = fields(fields, errors);
    KeyPeriod length =
        period == null ? KeyPeriod.MONTH : KeyPeriod.find(period.strip().toLowerCase(Locale.ROOT));
    if (length == null) {
      errors.add("Pseudonymize period \"" + period + "\": use day, month or year");
    }
    errors.addAll(UnknownParts.told("Pseudonymize", node, configuration, "keys, fields, period"));
    return new PseudonymizeElement(
        folder == null || length == null ? null : new PseudonymSettings(folder, chosen, length),
        errors);
  }

  private static @Nullable Path folder(@Nullable String keys, List<String> errors) {
    if (keys == null || keys.isBlank()) {
      errors.add(
          "Pseudonymize: keys is missing: name a folder for the periods' keys, as in"
              + " keys=\"pseudonym-keys\"");
      return null;
    }
    String named = "Pseudonymize keys \"" + keys + "\": ";
    String unreplaced = AuditSettings.unreplaced("Pseudonymize keys", keys);
    if (unreplaced != null) {
      errors.add(unreplaced);
      return null;
    }
    if (keys.startsWith("env:")) {
      errors.add(named + "keys are made as time goes by, which takes a folder; name one");
      return null;
    }
    try {
      return Path.of(keys.strip()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      errors.add(named + "is no folder's name here (" + e.getReason() + ")");
      return null;
    }
  }

  private static List<EventField> fields(@Nullable String text, List<String> errors) {
    if (text == null) {
      return Pseudonymizer.FIELDS;
    }
    List<EventField> fields = new ArrayList<>();
    for (String name : AuditSettings.names(text)) {
      EventField field = EventField.find(name);
      if (field == null || !Pseudonymizer.FIELDS.contains(field)) {
        errors.add("Pseudonymize fields \"" + name + "\": use some of " + FIELDS);
      } else if (!fields.contains(field)) {
        fields.add(field);
      }
    }
    if (AuditSettings.names(text).isEmpty()) {
      errors.add("Pseudonymize fields \"" + text + "\": use some of " + FIELDS);
    }
    return fields;
  }

  private static String names(List<EventField> fields) {
    return fields.stream().map(EventField::jsonName).collect(Collectors.joining(", "));
  }

  /** What it says, or null if that is wrong. */
  @Nullable PseudonymSettings settings() {
    return settings;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Pseudonymize(" + settings + ")";
  }
}
