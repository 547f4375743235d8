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

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
