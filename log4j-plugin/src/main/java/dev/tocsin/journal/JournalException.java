package dev.tocsin.journal;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The journal can't be opened, or a line can't be written. The message is one line that names the
 * file, what is wrong with it and, where there is one, the way out.
 */
public final class JournalException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean hanging;
  private final boolean held;

  JournalException(String message) {
    this(message, null);
  }

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.hanging = false;
    this.held = false;
  }

  private JournalException(String message, boolean hanging) {
    super(message);
    this.hanging = hanging;
    this.held = !hanging;
  }

  /** For a line whose write does not come back. */
  static JournalException hanging(String message) {
    return new JournalException(message, true);
  }

  /** For a journal that another writer has open. */
  static JournalException held(String message) {
    return new JournalException(message, false);
  }

  /** Whether another writer has the journal open; the message names it. */
  public boolean isHeld() {
    return held;
  }

  /**
   * Whether the write did not come back in time. The line may then still be written, later, from
   * the entry's array: neither may be used again.
   */
  public boolean isHanging() {
    return hanging;
  }
}
