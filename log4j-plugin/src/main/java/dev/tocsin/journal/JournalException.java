package dev.tocsin.journal;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
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

  /**
   * For a line that the system refuses to write.
   *
   * @param file the active file
   */
  public static JournalException unwritable(Path file, IOException cause) {
    return new JournalException(file + ": can't be written (" + Reason.of(cause) + ")", cause);
  }

  /**
   * For a line whose write does not come back.
   *
   * @param file the active file
   * @param limit how long it was waited for
   */
  public static JournalException hanging(Path file, Duration limit) {
    return new JournalException(
        file + ": a write does not come back within " + limit.toMillis() + " ms", true);
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
