package dev.tocsin.event;

/** One of a closed list of values with a canonical text, as the enums of an event are. */
public interface Term {
  /** The canonical text: lower case, words joined by {@code _}. Never null. */
  String text();
}
