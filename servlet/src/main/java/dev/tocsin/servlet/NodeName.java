package dev.tocsin.servlet;

import dev.tocsin.event.ClientAddress;
import org.jspecify.annotations.Nullable;

/** Reads how proxies write an address: with or without a port, IPv6 in brackets. */
final class NodeName {

  private NodeName() {}

  /**
   * A node of RFC 7239, section 6: {@code 192.0.2.43:47011}, {@code [2001:db8::17]:4711}. Null for
   * {@code unknown}, for obfuscated identifiers such as {@code _hidden}, and for anything else.
   */
  static @Nullable ClientAddress parse(String node) {
    if (node.startsWith("[")) {
      int close = node.indexOf(']');
      if (close < 0 || !isPortOrNothing(node, close + 1)) {
        return null;
      }
      String inside = node.substring(1, close);
      return inside.indexOf(':') < 0 ? null : ClientAddress.parse(inside);
    }
    int colon = node.indexOf(':');
    if (colon < 0) {
      return ClientAddress.parse(node);
    }
    return isPortOrNothing(node, colon) ? ClientAddress.parse(node.substring(0, colon)) : null;
  }

  /** As {@link #parse}, and also a bare IPv6 address, as X-Forwarded-For has it. */
  static @Nullable ClientAddress parseBareIpv6Too(String node) {
    boolean bareIpv6 = !node.startsWith("[") && node.indexOf(':') != node.lastIndexOf(':');
    return bareIpv6 ? ClientAddress.parse(node) : parse(node);
  }

  /**
   * The other end of a connection as a servlet container tells it, that is perhaps in brackets and
   * with a zone ({@code [fe80::1%eth0]}). Null when it is no address, as with a Unix domain socket.
   */
  static @Nullable ClientAddress parsePeer(@Nullable String peer) {
    if (peer == null) {
      return null;
    }
    boolean bracketed = peer.startsWith("[") && peer.endsWith("]");
    String address = bracketed ? peer.substring(1, peer.length() - 1) : peer;
    int zone = address.indexOf('%');
    return ClientAddress.parse(zone < 0 ? address : address.substring(0, zone));
  }

  /** A node-port: up to five digits, or an obfuscated one ({@code _} and what follows). */
  private static boolean isPortOrNothing(String node, int colon) {
    if (colon == node.length()) {
      return true;
    }
    int length = node.length() - colon - 1;
    if (node.charAt(colon) != ':' || length < 1) {
      return false;
    }
    boolean obfuscated = node.charAt(colon + 1) == '_';
    if (obfuscated ? length < 2 : length > 5) {
      return false;
    }
    for (int i = colon + (obfuscated ? 2 : 1); i < node.length(); i++) {
      char c = node.charAt(i);
      boolean ok = obfuscated ? isObfuscatedChar(c) : c >= '0' && c <= '9';
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private static boolean isObfuscatedChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
