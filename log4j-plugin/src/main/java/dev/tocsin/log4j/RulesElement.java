package dev.tocsin.log4j;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventTypes;
import dev.tocsin.notify.Receiver;
import dev.tocsin.watch.WatchSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
 * Which rules are evaluated over an appender's events: {@code <Rules file="rules.yaml"
 * neverBlock="10.0.0.0/8"/>}. Without it those that are shipped.
 */
@Plugin(name = "Rules", category = Node.CATEGORY, printObject = true)
public final class RulesElement {
  private final boolean enabled;
  private final boolean simulate;
  private final @Nullable Path file;
  private final List<AddressRange> neverBlock;
  private final List<Receiver> receivers;
  private final List<String> errors;

  private RulesElement(
      boolean enabled,
      boolean simulate,
      @Nullable Path file,
      List<AddressRange> neverBlock,
      List<Receiver> receivers,
      List<String> errors) {
    this.receivers = receivers;
    this.enabled = enabled;
    this.simulate = simulate;
    this.file = file;
    this.neverBlock = neverBlock;
    this.errors = List.copyOf(errors);
  }

  /**
   * For the configuration.
   *
   * @param file a rules file; by default the shipped rules
   * @param enabled {@code true} (default) or {@code false}
   * @param simulate whether all rules alert and do nothing else; {@code false} by default
   * @param neverBlock addresses and ranges between commas
   * @param receivers where alerts are told
   */
  @PluginFactory
  public static RulesElement create(
      @PluginNode @Nullable Node node,
      @PluginConfiguration @Nullable Configuration configuration,
      @PluginAttribute("file") @Nullable String file,
      @PluginAttribute("enabled") @Nullable String enabled,
      @PluginAttribute("simulate") @Nullable String simulate,
      @PluginAttribute("neverBlock") @Nullable String neverBlock,
      @PluginElement("Receivers") ReceiverElement @Nullable [] receivers) {
    List<String> errors = new ArrayList<>();
    boolean on = flag("enabled", enabled, true, errors);
    boolean simulated = flag("simulate", simulate, false, errors);
    List<AddressRange> ranges = new ArrayList<>();
    for (String each : AuditSettings.names(neverBlock)) {
      try {
        ranges.add(AddressRange.parse(each));
      } catch (IllegalArgumentException e) {
        errors.add("Rules neverBlock: " + e.getMessage());
      }
    }
    Path path = path(file, errors);
    errors.addAll(
        UnknownParts.told("Rules", node, configuration, "file, enabled, simulate, neverBlock"));
    List<Receiver> told = receivers(receivers, errors);
    return new RulesElement(on, simulated, path, ranges, told, errors);
  }

  private static List<Receiver> receivers(
      ReceiverElement @Nullable [] elements, List<String> errors) {
    List<Receiver> receivers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ReceiverElement each : elements == null ? new ReceiverElement[0] : elements) {
      errors.addAll(each.errors());
      Receiver receiver = each.receiver();
      if (receiver != null && !names.add(receiver.name().toLowerCase(Locale.ROOT))) {
        errors.add("Receiver name \"" + receiver.name() + "\": another one has it: rename one");
      } else if (receiver != null) {
        receivers.add(receiver);
      }
    }
    return receivers;
  }

  private static boolean flag(
      String name, @Nullable String text, boolean byDefault, List<String> errors) {
    if (text == null) {
      return byDefault;
    }
    try {
      return AuditSettings.flag("Rules " + name, text);
    } catch (IllegalArgumentException e) {
      errors.add(String.valueOf(e.getMessage()));
      return byDefault;
    }
  }

  private static @Nullable Path path(@Nullable String file, List<String> errors) {
    if (file == null) {
      return null;
    }
    String unreplaced = AuditSettings.unreplaced("Rules file", file);
    if (unreplaced != null) {
      errors.add(unreplaced);
      return null;
    }
    if (file.isBlank()) {
      errors.add("Rules file \"\": name a rules file, or leave it out for the shipped rules");
      return null;
    }
    try {
      return Path.of(file.strip()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      errors.add("Rules file \"" + file + "\": is no file name here (" + e.getReason() + ")");
      return null;
    }
  }

  /**
   * What it comes to.
   *
   * @param types those that rules may name
   * @throws IllegalArgumentException one line, if the rules file can't be read or holds a mistake
   */
  WatchSettings settings(EventTypes types) {
    if (!enabled) {
      return WatchSettings.off();
    }
    return file == null
        ? WatchSettings.shipped(simulate, neverBlock, receivers)
        : WatchSettings.read(file, types, simulate, neverBlock, receivers);
  }

  /** Whether they are the shipped ones, which can't be missing and hold no mistake. */
  boolean isShipped() {
    return enabled && file == null;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Rules(" + (file == null ? "shipped" : file) + ")";
  }
}
