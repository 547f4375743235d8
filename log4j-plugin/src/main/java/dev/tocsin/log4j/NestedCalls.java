package dev.tocsin.log4j;

import dev.tocsin.audit.AuditMessage;
import dev.tocsin.event.Values;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.jspecify.annotations.Nullable;

/**
 * Records events that are logged from inside an event that is being recorded: from a parameter's
 * {@code toString()}, a map's value or an exception's message. Log4j takes such a call for a loop
 * and drops it before it reaches the appender; a logger's filter is asked before that. Denies
 * nothing.
 */
final class NestedCalls extends AbstractFilter {
  private final JournalSink sink;
  private final @Nullable Onward direct;
  private final @Nullable Filter others;
  private final boolean formatFirst;

  /**
   * For one logger.
   *
   * @param direct the logger's own reference to the sink's appender; null if it has none
   * @param others the logger's own filters
   * @param formatFirst whether messages are formatted here, before an appender that hands them on
   *     is busy with them
   */
  NestedCalls(
      JournalSink sink, @Nullable Onward direct, @Nullable Filter others, boolean formatFirst) {
    super(Filter.Result.NEUTRAL, Filter.Result.NEUTRAL);
    this.sink = sink;
    this.direct = direct;
    this.others = others;
    this.formatFirst = formatFirst;
  }

  @Override
  public Filter.Result filter(LogEvent event) {
    if (formatFirst) {
      var unused = Values.textOf(event.getMessage()::getFormattedMessage);
    }
    // Where the event reaches the appender after all, its sink knows it again.
    if (direct != null
        && sink.isRecordingOnThisThread()
        && !(event.getMessage() instanceof AuditMessage)
        && direct.lets(event)
        && (others == null || others.filter(event) != Filter.Result.DENY)) {
      sink.appendDirectly(event);
    }
    return Filter.Result.NEUTRAL;
  }

  @Override
  public String toString() {
    return "NestedCalls";
  }
}
