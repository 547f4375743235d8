package dev.tocsin.journal;

/** Says of an event's line, where it lies in a buffer, whether it is worth being read. */
public interface LineFilter {
  /** Every line is. */
  LineFilter ALL = (bytes, offset, length) -> true;

  /**
   * Whether it may be wanted: quick, and wrong in one direction only.
   *
   * @param bytes not to be kept
   */
  boolean mayMatch(byte[] bytes, int offset, int length);
}
