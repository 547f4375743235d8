/**
 * A test kit for what an application logs: a JUnit extension that captures security events,
 * assertions on them, what a test run has shown of an application's audit, and audit files that
 * fail. Begin at {@link dev.tocsin.test.AuditExtension}. Depends on the event model, the audit API
 * and {@code AuditInMemory}; nothing depends on it.
 */
@NullMarked
package dev.tocsin.test;

import org.jspecify.annotations.NullMarked;
