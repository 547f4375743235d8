package dev.tocsin.log4j;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.FailoverAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.routing.Route;
import org.apache.logging.log4j.core.appender.routing.Routes;
import org.apache.logging.log4j.core.appender.routing.RoutingAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * A reference from a logger or an appender to the next appender.
 *
 * <p>Log4j's appenders that hand events on keep to themselves what they refer to, and when they are
 * started they have done away with the nodes of the configuration's text. So their private fields
 * are read; where that is forbidden the references are told by their names alone, or not at all,
 * with a warning.
 *
 * @param to the appender's name
 * @param level less important events are not handed on; null for none
 * @param filter null for none
 * @param always false if it depends on the event whether this or another reference is taken
 */
record Onward(String to, @Nullable Level level, @Nullable Filter filter, boolean always) {

  /** The references of a logger. Of two to one appender Log4j takes the first. */
  static List<Onward> from(LoggerConfig logger) {
    Map<String, Onward> references = new LinkedHashMap<>();
    List<AppenderRef> configured = logger.getAppenderRefs();
    if (configured != null) {
      for (AppenderRef each : configured) {
        references.putIfAbsent(each.getRef(), of(each));
      }
    }
    Map<String, Appender> attached = logger.getAppenders();
    references.keySet().retainAll(attached.keySet());
    // What a program attached has no reference; its level and filter can't be asked for.
    attached.keySet().forEach(name -> references.putIfAbsent(name, to(name)));
    return List.copyOf(references.values());
  }

  /** The references of an appender that hands events on; none for others. */
  static List<Onward> from(Appender appender) {
    if (appender instanceof AsyncAppender async) {
      AppenderRef[] inside =
          read(AsyncAppender.class, "appenderRefs", AppenderRef[].class, appender);
      return inside == null
          ? Arrays.stream(async.getAppenderRefStrings()).map(Onward::to).toList()
          : Arrays.stream(inside).map(Onward::of).toList();
    }
    if (appender instanceof RewriteAppender) {
      AppenderRef[] inside =
          read(RewriteAppender.class, "appenderRefs", AppenderRef[].class, appender);
      return inside == null
          ? List.of()
          // Rewrite does not look at the filter of its references.
          : Arrays.stream(inside)
              .map(each -> new Onward(each.getRef(), each.getLevel(), null, true))
              .toList();
    }
    if (appender instanceof FailoverAppender) {
      // The others get what the first one fails to take, which an audit appender sees to itself.
      String primary = read(FailoverAppender.class, "primaryRef", String.class, appender);
      return primary == null ? List.of() : List.of(to(primary));
    }
    if (appender instanceof RoutingAppender) {
      Routes routes = read(RoutingAppender.class, "routes", Routes.class, appender);
      return routes == null ? List.of() : from(routes);
    }
    return List.of();
  }

  private static List<Onward> from(Routes routes) {
    List<Onward> references = new ArrayList<>();
    boolean onlyOne = routes.getRoutes().length == 1 && routes.getRoutes()[0].getKey() == null;
    for (Route route : routes.getRoutes()) {
      if (route.getAppenderRef() != null) {
        references.add(new Onward(route.getAppenderRef(), null, null, onlyOne));
      }
    }
    return references;
  }

  /** Whether the reference's level and filter let an event pass. */
  boolean lets(LogEvent event) {
    return (level == null || event.getLevel().isMoreSpecificThan(level))
        && (filter == null || filter.filter(event) != Filter.Result.DENY);
  }

  private static Onward to(String name) {
    return new Onward(name, null, null, true);
  }

  private static Onward of(AppenderRef reference) {
    return new Onward(reference.getRef(), reference.getLevel(), reference.getFilter(), true);
  }

  private static <T> @Nullable T read(
      Class<?> owner, String name, Class<T> type, Appender appender) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(appender));
    } catch (ReflectiveOperationException | RuntimeException e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {} \"{}\": can't see what it refers to ({}); a level or filter in it is not"
                  + " told",
              owner.getSimpleName(),
              appender.getName(),
              e.toString());
      return null;
    }
  }
}
