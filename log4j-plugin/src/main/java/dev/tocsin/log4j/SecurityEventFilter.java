package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Lets security events pass whatever the levels and the filters after it say, and leaves all others
 * to them. Told by the marker, or by a map message that names its type, as the event does not exist
 * yet when Log4j asks. Log4j asks for every call of every logger, so each of its many overloads is
 * here, to spare an array.
 */
final class SecurityEventFilter extends AbstractFilter {
  private final TypeResolver types;

  SecurityEventFilter(TypeResolver types) {
    super(Filter.Result.ACCEPT, Filter.Result.NEUTRAL);
    this.types = types;
  }

  private Filter.Result filter(@Nullable Marker marker) {
    return marker != null && types.typeOf(marker) != null ? accept() : getOnMismatch();
  }

  private Filter.Result filter(@Nullable Marker marker, Message message) {
    return types.typeOf(marker, message) != null ? accept() : getOnMismatch();
  }

  private Filter.Result accept() {
    AuditRegistry.beginCall();
    return getOnMatch();
  }

  @Override
  public Filter.Result filter(LogEvent event) {
    return types.typeOf(event.getMarker(), event.getMessage()) != null
        ? getOnMatch()
        : getOnMismatch();
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, Message message, Throwable thrown) {
    return filter(marker, message);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, Object message, Throwable thrown) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object... params) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object p0) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object p0, Object p1) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4,
      Object p5) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4,
      Object p5,
      Object p6) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4,
      Object p5,
      Object p6,
      Object p7) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4,
      Object p5,
      Object p6,
      Object p7,
      Object p8) {
    return filter(marker);
  }

  @Override
  public Filter.Result filter(
      Logger logger,
      Level level,
      @Nullable Marker marker,
      String message,
      Object p0,
      Object p1,
      Object p2,
      Object p3,
      Object p4,
      Object p5,
      Object p6,
      Object p7,
      Object p8,
      Object p9) {
    return filter(marker);
  }

  @Override
  public String toString() {
    return "SecurityEventFilter";
  }
}
