package dev.tocsin.rules;

import dev.tocsin.event.Blockable;
import dev.tocsin.event.EventView;

/**
 * Hears of alerts, in their order, on the thread that brought the event or the time; no lock of the
 * detector is held. What it throws goes to that thread.
 */
public interface AlertListener {
  /** The condition turned true. */
  void fired(Alert alert);

  /** It had turned false and turned true again before the alert was over. */
  default void again(Alert alert) {}

  /**
   * With this event the condition of a rule that blocks is true, by such events alone as may lead
   * to a block; see {@link Blockable}. Told with each event, whether or not the client is blocked.
   *
   * @param event not to be kept
   */
  default void blocks(Rule rule, EventView event) {}

  /** It has been false for the rule's cooldown. */
  void resolved(Alert alert);
}
