package dev.tocsin.notify;

/**
 * Hears of trouble with receivers. It is called on the notifier's threads, must not wait for them,
 * and may not throw.
 */
@FunctionalInterface
public interface NotifyListener {
  /** What there is to tell. */
  enum Trouble {
    /** The receiver can't be reached or can't take anything now; told once until it is back. */
    UNREACHABLE,
    /** It takes notifications again. */
    RECOVERED,
    /** It refused a notification; told once until it takes one. */
    REFUSED,
    /** Too many wait, and some had to go; told once until the receiver takes one. */
    DROPPED,
    /** Some waited for too long, or could not be read back; told once until it takes one. */
    GIVEN_UP,
    /** The disk does not take notifications; told once until the receiver takes one. */
    NOT_SAVED,
    /** A rule names a receiver that is not configured; told once for each name. */
    UNKNOWN_RECEIVER
  }

  /**
   * Hears of trouble.
   *
   * @param receiver its name; empty if it is not known
   * @param message one line that names the receiver, what is wrong and the way out
   */
  void told(Trouble trouble, String receiver, String message);
}
