package dev.tocsin.outlet;

/** Something that follows a journal. Thread-safe. */
public interface RunningOutlet {
  /** How it does. */
  OutletFigures figures();

  /**
   * Has it bring on its way what is recorded by now, within the time it has for that, and end. What
   * is left waits for the next start.
   */
  void stop();

  /** Has it end soon: another one of its name goes on from where it stands. */
  void handOver();
}
