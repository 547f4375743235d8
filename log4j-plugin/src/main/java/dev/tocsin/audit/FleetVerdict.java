package dev.tocsin.audit;

/**
 * What came of a {@link FleetAlert}. Where a process has several journals with rules, the first of
 * these that one of them says.
 */
public enum FleetVerdict {
  /** Nothing yet: no rules are evaluated here, or they still read back the blocks of before. */
  NOT_READY,

  /** The client is shut out, and a {@code client_blocked} event says so. */
  BLOCKED,

  /** The client is shut out already. */
  KNOWN,

  /** The block that the alert asks for has ended, by itself or by hand. */
  OVER,

  /** The client is one that is never blocked. */
  SPARED,

  /** The alert began more than a minute ahead of this process's clock. */
  FUTURE,

  /** The rule here alerts only, as it says {@code simulate}. */
  SIMULATED,

  /** The rule here has no block among its responses. */
  NO_BLOCK,

  /** No rule of this name is on here. */
  UNKNOWN_RULE
}
