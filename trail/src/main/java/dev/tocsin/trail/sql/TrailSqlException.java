package dev.tocsin.trail.sql;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says in one line why a question has no answer. */
public final class TrailSqlException extends IOException {
  private final Kind kind;

  /** What has to change. */
  public enum Kind {
    /** The question: it is wrong, or asks for more than reading. */
    QUESTION,
    /** It takes more memory or time than it was given. */
    BOUND,
    /** The files, or what is needed to read them. */
    DATA
  }

  TrailSqlException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
