package dev.tocsin.risk;

import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives events a score from 0.0 to 10.0: {@code min(10, base(severity) * multiplier(type) *
 * factor)}, where the factor applies to addresses that are suspicious. All figures are whole
 * numbers, so a score is exact: tenths and percent. Immutable; scoring makes no garbage.
 *
 * @param baseTenths per severity, all five, 0 to 100 tenths
 * @param multiplierPercent per canonical type's name, 0 to 10,000 percent; a type that is not there
 *     has 100. Another name of a type (LOGOUT of AUTH_LOGOUT) counts as the type
 * @param suspiciousPercent the factor for suspicious addresses, 100 to 10,000 percent
 */
public record RiskModel(
    Map<Severity, Integer> baseTenths,
    Map<String, Integer> multiplierPercent,
    int suspiciousPercent) {
  /** A base at most, in tenths, and a score. */
  public static final int MAX_TENTHS = 100;

  /** A multiplier at most, and a factor. */
  public static final int MAX_PERCENT = 10_000;

  private static final int NO_CHANGE = 100;
  private static final long PERCENT_SQUARED = 10_000;

  /** The figures that hold unless others are configured. */
  public static final RiskModel DEFAULT =
      new RiskModel(
          Map.of(
              Severity.CRITICAL, 100,
              Severity.HIGH, 70,
              Severity.MEDIUM, 40,
              Severity.LOW, 10,
              Severity.INFO, 5),
          Map.of(
              EventType.SQL_INJECTION_ATTEMPT.name(), 200,
              EventType.XSS_ATTEMPT.name(), 180,
              EventType.AUTH_FAILURE.name(), 150,
              EventType.SUSPICIOUS_ACTIVITY.name(), 130,
              EventType.RATE_LIMITING_TRIGGER.name(), 120),
          150);

  public RiskModel {
    for (Severity severity : Severity.values()) {
      Integer base = baseTenths.get(severity);
      if (base == null) {
        throw new IllegalArgumentException(
            "risk base of " + severity.text() + " is not there: give one for each severity");
      }
      check("risk base of " + severity.text() + ", in tenths,", base, 0, MAX_TENTHS);
    }
    multiplierPercent.forEach(
        (type, percent) ->
            check("risk multiplier of " + type + ", in percent,", percent, 0, MAX_PERCENT));
    check(
        "risk factor of suspicious addresses, in percent,",
        suspiciousPercent,
        NO_CHANGE,
        MAX_PERCENT);
    baseTenths = Map.copyOf(baseTenths);
    multiplierPercent = Map.copyOf(multiplierPercent);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + ": use " + min + " to " + max);
    }
  }

  /** This model with another base for one severity. */
  public RiskModel withBase(Severity severity, int tenths) {
    Map<Severity, Integer> bases = new HashMap<>(baseTenths);
    bases.put(severity, tenths);
    return new RiskModel(bases, multiplierPercent, suspiciousPercent);
  }

  /** This model with another multiplier for one type and its other names. */
  public RiskModel withMultiplier(EventType type, int percent) {
    Map<String, Integer> multipliers = new HashMap<>(multiplierPercent);
    multipliers.put(type.canonical().name(), percent);
    return new RiskModel(baseTenths, multipliers, suspiciousPercent);
  }

  /** This model with another factor for suspicious addresses. */
  public RiskModel withSuspiciousPercent(int percent) {
    return new RiskModel(baseTenths, multiplierPercent, percent);
  }

  /**
   * The score in tenths, 0 to 100, rounded half up.
   *
   * @param suspicious whether the event comes from an address that is suspicious
   */
  public int tenths(EventType type, Severity severity, boolean suspicious) {
    Integer base = baseTenths.get(severity);
    Integer multiplier = multiplierPercent.get(type.canonical().name());
    long product =
        (base == null ? 0L : base)
            * (multiplier == null ? NO_CHANGE : multiplier)
            * (suspicious ? suspiciousPercent : NO_CHANGE);
    return (int) Math.min(MAX_TENTHS, (product + PERCENT_SQUARED / 2) / PERCENT_SQUARED);
  }
}
