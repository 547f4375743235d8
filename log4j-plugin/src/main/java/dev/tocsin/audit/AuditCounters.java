package dev.tocsin.audit;

/**
 * What became of the events since the JVM started, as counted at one moment; see {@link
 * AuditRegistry#counters()}. Figures only ever grow. An event stands in {@code recorded} or in
 * {@code notRecorded}, once for each journal that it was for; the others are properties of recorded
 * events.
 *
 * @param recorded events in the journal, as the configured durability means it; those of the
 *     product's own are among them
 * @param notRecorded events that no journal has: they went to the fallback file, to standard error,
 *     or back to the caller as an exception
 * @param truncated recorded events of which something was cut to keep to the limits
 * @param invalidValues values that did not fit their field and were kept in the details
 * @param unregisteredTypes recorded events of a marker that nobody registered as a type
 * @param reservedNames recorded events of a marker whose name is kept for the product
 * @param redacted values of recorded events that gave way to a mark, as they were or had a secret
 * @param unrestorable users and addresses of recorded events that were to have pseudonyms and got
 *     marks that nobody can restore, as there was no key or the value was too long
 */
public record AuditCounters(
    long recorded,
    long notRecorded,
    long truncated,
    long invalidValues,
    long unregisteredTypes,
    long reservedNames,
    long redacted,
    long unrestorable) {

  /** Nothing counted yet. */
  public static final AuditCounters NONE = new AuditCounters(0, 0, 0, 0, 0, 0, 0, 0);

  /** What was counted since then. */
  public AuditCounters minus(AuditCounters earlier) {
    return new AuditCounters(
        recorded - earlier.recorded,
        notRecorded - earlier.notRecorded,
        truncated - earlier.truncated,
        invalidValues - earlier.invalidValues,
        unregisteredTypes - earlier.unregisteredTypes,
        reservedNames - earlier.reservedNames,
        redacted - earlier.redacted,
        unrestorable - earlier.unrestorable);
  }

  /** The sums of both. */
  public AuditCounters plus(AuditCounters other) {
    return new AuditCounters(
        recorded + other.recorded,
        notRecorded + other.notRecorded,
        truncated + other.truncated,
        invalidValues + other.invalidValues,
        unregisteredTypes + other.unregisteredTypes,
        reservedNames + other.reservedNames,
        redacted + other.redacted,
        unrestorable + other.unrestorable);
  }
}
