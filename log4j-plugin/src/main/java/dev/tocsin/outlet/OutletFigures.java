package dev.tocsin.outlet;

/**
 * How an outlet does, since it was started.
 *
 * @param name of the outlet
 * @param sent events that the receiver has confirmed
 * @param repeated events that were sent again after an answer that left open whether they had
 *     arrived
 * @param failures tries that failed
 * @param setAside events that the receiver refused for good; they lie in a file beside the journal
 * @param gone events that were deleted from the journal before they were sent
 * @param lagEvents events that are on the disk and not confirmed
 * @param lagSeconds age of the oldest of them, by the time it was recorded; 0 for none
 * @param trouble why the last try failed, one line; empty while all is well
 */
public record OutletFigures(
    String name,
    long sent,
    long repeated,
    long failures,
    long setAside,
    long gone,
    long lagEvents,
    double lagSeconds,
    String trouble) {}
