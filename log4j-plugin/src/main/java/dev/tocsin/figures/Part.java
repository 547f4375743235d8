package dev.tocsin.figures;

import dev.tocsin.event.EventType;
import org.jspecify.annotations.Nullable;

/** What the events of a type do to the figures. */
enum Part {
  CODE,
  SIGN_IN,
  FAILED_ATTEMPT,
  LOCK,
  UNLOCK;

  /** The part of a type, both names of a pair alike; null if its events don't count. */
  static @Nullable Part of(EventType type) {
    return switch (type.canonical().name()) {
      case "qr_generated" -> CODE;
      case "auth_success", "pin_verified" -> SIGN_IN;
      case "auth_failure", "pin_failed" -> FAILED_ATTEMPT;
      case "auth_account_locked" -> LOCK;
      case "auth_account_unlocked" -> UNLOCK;
      default -> null;
    };
  }
}
