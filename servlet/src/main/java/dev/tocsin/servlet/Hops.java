package dev.tocsin.servlet;

import dev.tocsin.event.ClientAddress;
import org.jspecify.annotations.Nullable;

/** The hops that a forwarding header tells, the nearest first. Used once, by one thread. */
interface Hops {

  /** A hop; its address is null when the header names it unknown, hidden, or in a wrong syntax. */
  record Hop(@Nullable ClientAddress address) {
    static final Hop UNUSABLE = new Hop(null);
  }

  /** The next hop further away, or null when there is none. */
  @Nullable Hop next();
}
