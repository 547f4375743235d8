package dev.tocsin.doctor;

/**
 * Something that a check found.
 *
 * @param id of the check; stable, and described in {@code docs/doctor.md}
 * @param level how bad it is
 * @param message one line: the thing, what is the matter with it, and the way out
 */
public record Finding(String id, Level level, String message) {

  /** How bad a finding is. */
  public enum Level {
    /** Loses events or evidence, or will. */
    ERROR("error"),
    /** Loses none by itself, or only together with something else. */
    WARNING("warning"),
    /** Nothing is wrong; it is good to know. */
    INFO("info");

    private final String text;

    Level(String text) {
      this.text = text;
    }

    /** The word for it, in lower case. */
    public String text() {
      return text;
    }
  }
}
