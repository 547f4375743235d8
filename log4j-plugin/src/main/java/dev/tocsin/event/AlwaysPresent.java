package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/**
 * What an event says where nobody told it: every event names an actor, a target and a source, as
 * PCI DSS 4.0, 10.2.2, demands.
 */
public final class AlwaysPresent {
  private static final String NO_SOURCE = "unknown";

  private AlwaysPresent() {}

  /**
   * The actor type given, else system for what the product tells of itself, user where a user is
   * named, and anonymous.
   */
  public static ActorType actorType(EventView event) {
    if (event.get(EventField.ACTOR_TYPE) instanceof ActorType given) {
      return given;
    }
    if (event.type().category() == Category.AUDIT) {
      return ActorType.SYSTEM;
    }
    boolean named =
        event.get(EventField.USER_ID) != null || event.get(EventField.USER_NAME) != null;
    return named ? ActorType.USER : ActorType.ANONYMOUS;
  }

  /**
   * The target type given, else {@code resource} where a target is named, {@code request} where a
   * request was made (its path is the target then), and {@code service}: the source itself.
   */
  public static CharSequence targetType(EventView event) {
    CharSequence given = event.text(EventField.TARGET_TYPE);
    if (given != null) {
      return given;
    }
    if (event.get(EventField.TARGET_ID) != null) {
      return "resource";
    }
    return event.get(EventField.REQUEST_URL) != null ? "request" : "service";
  }

  /** The request's URL where its path is the target, since no other was told; else null. */
  public static @Nullable CharSequence targetUrl(EventView event) {
    boolean told =
        event.get(EventField.TARGET_TYPE) != null || event.get(EventField.TARGET_ID) != null;
    return told ? null : event.text(EventField.REQUEST_URL);
  }

  /** Where the path of a URL begins: behind scheme and authority, if it has them. */
  public static int pathStart(CharSequence url) {
    int end = pathEnd(url);
    for (int i = 0; i + 2 < end; i++) {
      char c = url.charAt(i);
      if (c == '/') {
        return 0;
      }
      if (c == ':' && url.charAt(i + 1) == '/' && url.charAt(i + 2) == '/') {
        int at = i + 3;
        while (at < end && url.charAt(at) != '/') {
          at++;
        }
        return at;
      }
    }
    return 0;
  }

  /** Where the path of a URL ends: before the query, the fragment, or at the end. */
  public static int pathEnd(CharSequence url) {
    int length = url.length();
    for (int i = 0; i < length; i++) {
      char c = url.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return length;
  }

  /** The source given, else {@code unknown}. */
  public static CharSequence source(EventView event) {
    CharSequence given = event.text(EventField.SOURCE);
    return given != null ? given : NO_SOURCE;
  }
}
