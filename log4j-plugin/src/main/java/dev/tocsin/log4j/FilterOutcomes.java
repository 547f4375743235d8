package dev.tocsin.log4j;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.core.filter.DenyAllFilter;
import org.apache.logging.log4j.core.filter.LevelMatchFilter;
import org.apache.logging.log4j.core.filter.LevelRangeFilter;
import org.apache.logging.log4j.core.filter.MarkerFilter;
import org.apache.logging.log4j.core.filter.NoMarkerFilter;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a filter may say to a log event, now or ever. Filters that look at marker and level only are
 * asked; of Log4j's other ones it is known that they say what {@code onMatch} and {@code
 * onMismatch} name, or nothing; of a filter that is not Log4j's nothing is known.
 */
final class FilterOutcomes {
  private static final String LOG4J_FILTERS = CompositeFilter.class.getPackageName();

  private FilterOutcomes() {}

  /** Whether the filter may keep the event back; no filter never does. */
  static boolean mayDeny(@Nullable Filter filter, LogEvent event) {
    return filter != null && of(filter, event).contains(Filter.Result.DENY);
  }

  /** Whether a filter is that one, or has it as a part. */
  static boolean contains(@Nullable Filter filter, Filter part) {
    return filter != null && parts(filter).contains(part);
  }

  /** The names of the filters that are asked, for a message. */
  static String names(Filter filter) {
    return parts(filter).stream()
        .map(part -> part.getClass().getSimpleName())
        .collect(Collectors.joining(", "));
  }

  private static Set<Filter.Result> of(Filter filter, LogEvent event) {
    if (filter instanceof CompositeFilter) {
      return ofAll(parts(filter), event);
    }
    if (isDecidedByMarkerAndLevel(filter)) {
      return EnumSet.of(filter.filter(event));
    }
    if (filter instanceof AbstractFilter
        && filter.getClass().getPackageName().equals(LOG4J_FILTERS)) {
      return EnumSet.of(filter.getOnMatch(), filter.getOnMismatch(), Filter.Result.NEUTRAL);
    }
    return EnumSet.allOf(Filter.Result.class);
  }

  /** The first filter that does not say NEUTRAL decides. */
  private static Set<Filter.Result> ofAll(List<Filter> parts, LogEvent event) {
    Set<Filter.Result> all = EnumSet.noneOf(Filter.Result.class);
    for (Filter part : parts) {
      Set<Filter.Result> one = of(part, event);
      all.addAll(one);
      if (!one.contains(Filter.Result.NEUTRAL)) {
        all.remove(Filter.Result.NEUTRAL);
        break;
      }
    }
    return all;
  }

  private static List<Filter> parts(Filter filter) {
    if (!(filter instanceof CompositeFilter composite)) {
      return List.of(filter);
    }
    List<Filter> parts = new ArrayList<>();
    for (Filter part : composite.getFiltersArray()) {
      parts.addAll(parts(part));
    }
    return parts;
  }

  private static boolean isDecidedByMarkerAndLevel(Filter filter) {
    return filter instanceof MarkerFilter
        || filter instanceof NoMarkerFilter
        || filter instanceof ThresholdFilter
        || filter instanceof LevelMatchFilter
        || filter instanceof LevelRangeFilter
        || filter instanceof DenyAllFilter;
  }
}
