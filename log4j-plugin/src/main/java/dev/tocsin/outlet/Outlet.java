package dev.tocsin.outlet;

import java.util.List;
import java.util.SortedMap;

/**
 * An element inside {@code SecurityAudit} that has something follow the journal. A jar brings one
 * by a Log4j plugin of the category {@code Core} whose class implements this. It says what is
 * wanted; what runs is a {@link RunningOutlet}. Immutable.
 *
 * <p>Two that are {@link Object#equals equal} mean the same, so that a configuration that is read
 * again leaves alone what has not changed.
 */
public interface Outlet {
  /** Tells the outlets of one journal apart; part of file names: letters, digits, {@code - _}. */
  String name();

  /** What is wrong with its configuration, one line each; then it is never started. */
  List<String> mistakes();

  /**
   * Its settings with defaults, as {@code audit_configured} tells them: secrets do not stand in it.
   */
  SortedMap<String, String> settings();

  /**
   * Begins to follow a journal. Comes back at once: what takes time is done on other threads, and
   * what goes wrong then is told there.
   */
  RunningOutlet start(AuditJournal journal);
}
