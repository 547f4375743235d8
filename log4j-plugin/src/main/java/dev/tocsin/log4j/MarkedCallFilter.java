package dev.tocsin.log4j;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A configuration's filter that decides by a call's logger, marker and message object. Log4j asks
 * it for every call of every logger, and for every question whether a call would be logged; each of
 * its many overloads is here, to spare an array.
 */
abstract class MarkedCallFilter extends AbstractFilter {
  MarkedCallFilter() {
    super(Filter.Result.ACCEPT, Filter.Result.NEUTRAL);
  }

  /**
   * Decides for one call.
   *
   * @param message null where the call gives a text, whose message is not made yet
   */
  abstract Filter.Result decide(Logger logger, @Nullable Marker marker, @Nullable Message message);

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, Message message, Throwable thrown) {
    return decide(logger, marker, message);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, Object message, Throwable thrown) {
    return decide(logger, marker, null);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object... params) {
    return decide(logger, marker, null);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object p0) {
    return decide(logger, marker, null);
  }

  @Override
  public Filter.Result filter(
      Logger logger, Level level, @Nullable Marker marker, String message, Object p0, Object p1) {
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
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
    return decide(logger, marker, null);
  }
}
