package dev.tocsin.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hops of X-Forwarded-For: addresses with commas between them, some with a port. */
final class XForwardedForHops implements Hops {
  private final ElementsFromRight elements;

  XForwardedForHops(List<String> lines) {
    this.elements = new ElementsFromRight(lines, false);
  }

  @Override
  public @Nullable Hop next() {
    String element = elements.next();
    return element == null ? null : new Hop(NodeName.parseBareIpv6Too(element));
  }
}
