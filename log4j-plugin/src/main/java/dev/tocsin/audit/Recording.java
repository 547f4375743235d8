package dev.tocsin.audit;

import dev.tocsin.event.SecurityEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * An event on its way into an audit file.
 *
 * @param event as it is read back from the file: its secrets out and what is too long cut, without
 *     a number
 * @param threadId of the thread that logged it
 * @param threadName of that thread
 * @param loggedAt when Log4j was called, by its clock
 * @param sink name of the audit appender
 * @param writeTimeout how long a write may take there; zero: as long as it takes
 * @param call the {@link AuditMessage}, which is one call's; or Log4j's event, which a thread may
 *     use again for its next call. Each audit appender that is brought a call's event has the same
 *     one, unless they are behind different queues
 */
public record Recording(
    SecurityEvent event,
    long threadId,
    String threadName,
    Instant loggedAt,
    String sink,
    Duration writeTimeout,
    Object call) {}
