package dev.tocsin.sample.login.trail;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.respond.Block;
import dev.tocsin.trail.AlertRecord;
import java.time.Instant;
import java.util.List;

/**
 * What the journals say at one moment.
 *
 * @param at when they were read
 * @param events the newest events, the newest first
 * @param openAlerts alerts of the days that were looked through and that are not over, the newest
 *     first
 * @param blocks clients of these days that are shut out now, the newest first
 * @param moreBlocked how many others are shut out
 * @param leftOut what could not be read or was too much, a line each
 */
public record TrailView(
    Instant at,
    List<SecurityEvent> events,
    List<AlertRecord> openAlerts,
    List<Block> blocks,
    long moreBlocked,
    List<String> leftOut) {}
