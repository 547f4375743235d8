package dev.tocsin.watch;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import dev.tocsin.files.Sha256;
import dev.tocsin.notify.Receiver;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rules are evaluated. Immutable.
 *
 * @param enabled whether any are
 * @param file their file, absolute; null for the shipped ones
 * @param rules as read from it
 * @param sha256 of the file's bytes, 64 hexadecimal digits; {@code shipped} without a file
 * @param simulate whether all of them alert and do nothing else
 * @param neverBlock clients that are never blocked, beside loopback addresses
 * @param receivers where alerts are told
 */
public record WatchSettings(
    boolean enabled,
    @Nullable Path file,
    RuleSet rules,
    String sha256,
    boolean simulate,
    List<AddressRange> neverBlock,
    List<Receiver> receivers) {
  private static final long MAX_BYTES = 8L << 20;

  /**
   * The lists are copied.
   *
   * @throws IllegalArgumentException one line, if a rule names a receiver that is not there
   */
  public WatchSettings {
    neverBlock = List.copyOf(neverBlock);
    receivers = List.copyOf(receivers);
    Set<String> names = receivers.stream().map(Receiver::name).collect(Collectors.toSet());
    for (Rule rule : rules.rules()) {
      for (String receiver : rule.receivers()) {
        if (!names.contains(receiver)) {
          throw new IllegalArgumentException(
              (file == null ? "rules" : file.toString())
                  + ": rule "
                  + rule.name()
                  + " notifies "
                  + Quote.of(receiver)
                  + ", which is no Receiver: "
                  + Nearest.question(receiver, names)
                  + "add <Receiver name=…/> to Rules, or take it out of the rule");
        }
      }
    }
  }

  /** The shipped rules. */
  public static WatchSettings shipped(
      boolean simulate, List<AddressRange> neverBlock, List<Receiver> receivers) {
    RuleSet rules = RuleFile.shipped();
    return new WatchSettings(
        true,
        null,
        simulate ? rules.simulated() : rules,
        "shipped",
        simulate,
        neverBlock,
        receivers);
  }

  /**
   * The rules of a file.
   *
   * @param types those that the rules may name
   * @throws IllegalArgumentException one line, if it can't be read or holds a mistake
   */
  public static WatchSettings read(
      Path from,
      EventTypes types,
      boolean simulate,
      List<AddressRange> neverBlock,
      List<Receiver> receivers) {
    return new WatchSettings(true, from, RuleSet.none(), "none", simulate, neverBlock, receivers)
        .withRules(from, types);
  }

  /** No rules. */
  public static WatchSettings off() {
    return new WatchSettings(false, null, RuleSet.none(), "none", false, List.of(), List.of());
  }

  /**
   * The same with the rules of a file.
   *
   * @param types those that the rules may name
   * @throws IllegalArgumentException one line, if it can't be read or holds a mistake
   */
  public WatchSettings withRules(Path from, EventTypes types) {
    byte[] bytes;
    try {
      if (Files.size(from) > MAX_BYTES) {
        throw new IllegalArgumentException(
            from + ": is larger than " + MAX_BYTES + " bytes: split it, or name a rules file");
      }
      bytes = Files.readAllBytes(from);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          from + ": can't be read (" + e.getClass().getSimpleName() + "): give a readable file", e);
    }
    try {
      RuleSet read = RuleFile.read(from.toString(), new ByteArrayInputStream(bytes), types);
      return new WatchSettings(
          enabled,
          from,
          simulate ? read.simulated() : read,
          Sha256.hex(bytes),
          simulate,
          neverBlock,
          receivers);
    } catch (IOException e) {
      throw new IllegalStateException("memory can't be read", e);
    }
  }

  /** Whether the rules are evaluated in the same way. */
  boolean hasRulesOf(WatchSettings other) {
    return enabled == other.enabled && sha256.equals(other.sha256) && simulate == other.simulate;
  }
}
