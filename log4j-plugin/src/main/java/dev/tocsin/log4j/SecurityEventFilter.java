package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Lets security events pass whatever the levels and the filters after it say, and leaves all others
 * to them. Told by the marker, or by a map message that names its type, as the event does not exist
 * yet when Log4j asks.
 */
final class SecurityEventFilter extends MarkedCallFilter {
  private final TypeResolver types;

  SecurityEventFilter(TypeResolver types) {
    this.types = types;
  }

  @Override
  Filter.Result decide(Logger logger, @Nullable Marker marker, @Nullable Message message) {
    if (!types.isSecurity(marker, message)) {
      return getOnMismatch();
    }
    AuditRegistry.beginCall();
    return getOnMatch();
  }

  @Override
  public Filter.Result filter(LogEvent event) {
    return types.isSecurity(event.getMarker(), event.getMessage()) ? getOnMatch() : getOnMismatch();
  }

  @Override
  public String toString() {
    return "SecurityEventFilter";
  }
}
