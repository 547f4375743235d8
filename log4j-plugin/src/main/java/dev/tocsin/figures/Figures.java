package dev.tocsin.figures;

/**
 * The figures at one time. Their names in JSON and metrics are PLAN-06's, given with each.
 *
 * @param qrSessionsLastHour {@code qr_sessions_last_hour}: codes that were generated in the last
 *     hour
 * @param successfulLogins24h {@code successful_logins_24h}: distinct sign-ins in the last 24 hours
 * @param failedAttemptsLastHour {@code failed_attempts_last_hour}: distinct sessions in which a PIN
 *     or a sign-in failed in the last hour
 * @param lockedSessions {@code locked_sessions}: lockouts that stand now
 * @param leftOut events since the figures began to be kept that are in none of them although they
 *     should be, as there was no room for more: while it grows, a figure is too low (or, where
 *     unlocks can't be remembered, too high)
 */
public record Figures(
    long qrSessionsLastHour,
    long successfulLogins24h,
    long failedAttemptsLastHour,
    long lockedSessions,
    long leftOut) {}
