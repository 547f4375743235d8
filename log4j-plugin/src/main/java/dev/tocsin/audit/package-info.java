/**
 * What an application calls: {@link dev.tocsin.audit.SecurityLogger} and its fluent {@link
 * dev.tocsin.audit.AuditEvent}, and {@link dev.tocsin.audit.Markers} for plain Log4j calls.
 *
 * <p>The package knows the event model, its text form and log4j-api, never log4j-core: an
 * application compiles against it without the back end. {@link dev.tocsin.audit.AuditRegistry} is
 * the one place with static state; the Log4j plugin fills it, and it outlives Log4j's contexts,
 * because events may come until the JVM ends.
 */
@NullMarked
package dev.tocsin.audit;

import org.jspecify.annotations.NullMarked;
