package dev.tocsin.rules;

/**
 * Hears of alerts, in their order, on the thread that brought the event or the time; no lock of the
 * detector is held. What it throws goes to that thread.
 */
public interface AlertListener {
  /** The condition turned true. */
  void fired(Alert alert);

  /** It had turned false and turned true again before the alert was over. */
  default void again(Alert alert) {}

  /** One more event while it is true. Only told of rules that block. */
  default void goesOn(Alert alert) {}

  /** It has been false for the rule's cooldown. */
  void resolved(Alert alert);
}
