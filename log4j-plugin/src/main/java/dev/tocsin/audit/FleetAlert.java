package dev.tocsin.audit;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Quote;
import java.time.Instant;

/**
 * An alert of rules that see the events of a fleet, which asks that its client be shut out here,
 * too. It says who and by which rule; whether and how long is up to this process's own rule of that
 * name. Whoever passes one on vouches that the alert rests only on events that may lead to a block,
 * as those of {@code tocsin rules compile} with the label {@code response="block"} do. Immutable.
 *
 * @param rule the rule's name, 1 to {@value #MAX_NAME} characters
 * @param client the IPv4 address, or one of the IPv6 network of 64 bits
 * @param since when the alert began; the block is counted from then, so that it ends at one time in
 *     every process, and an alert that is told again asks for nothing new
 * @param id by which it is known where it came from, 1 to {@value #MAX_ID} characters
 * @param source where it came from, as an address of Alertmanager; at most {@value #MAX_SOURCE}
 *     characters
 */
public record FleetAlert(
    String rule, ClientAddress client, Instant since, String id, String source) {
  /** Characters of a rule's name at most. */
  public static final int MAX_NAME = 128;

  /** Characters of an id at most. */
  public static final int MAX_ID = 128;

  /** Characters of a source at most. */
  public static final int MAX_SOURCE = 512;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if a text is too short or too long, in one line
   */
  public FleetAlert {
    check("rule", rule, 1, MAX_NAME);
    check("id", id, 1, MAX_ID);
    check("source", source, 0, MAX_SOURCE);
  }

  private static void check(String what, String text, int least, int most) {
    if (text.length() < least || text.length() > most) {
      throw new IllegalArgumentException(
          what + " " + Quote.of(text) + ": use " + least + " to " + most + " characters");
    }
  }
}
