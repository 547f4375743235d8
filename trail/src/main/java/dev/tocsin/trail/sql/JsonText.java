package dev.tocsin.trail.sql;

/**
 * A value of type JSON.
 *
 * @param text as it is recorded
 */
public record JsonText(String text) {
  @Override
  public String toString() {
    return text;
  }
}
