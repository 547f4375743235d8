package dev.tocsin.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a journal stands, as far as it can be told without waiting for anything, so also while a
 * write hangs.
 *
 * @param failingSince since when it can't be written, or null if it can
 * @param failure why, one line, or null
 * @param lastCheckpoint when the last checkpoint was written; before the first, when the journal
 *     was opened
 * @param durableSeq number of the last event known to be on the disk (with {@link Durability#NO},
 *     with the kernel), 0 before the first
 * @param durableTime when that was last seen to be so
 */
public record JournalState(
    @Nullable Instant failingSince,
    @Nullable String failure,
    Instant lastCheckpoint,
    long durableSeq,
    Instant durableTime) {}
