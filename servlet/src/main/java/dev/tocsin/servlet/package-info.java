/**
 * What turns HTTP requests into request context and security events, on Jakarta Servlet. Begin at
 * {@link dev.tocsin.servlet.AuditFilter}, which puts the client's address and the request on the
 * thread for every event logged while the request is handled; {@link
 * dev.tocsin.servlet.TrustedProxies} decides which address that is.
 *
 * <p>{@link dev.tocsin.servlet.MetricsServlet} and {@link dev.tocsin.servlet.HealthServlet} tell
 * how the journals of this process do, to scrapers, load balancers and people.
 *
 * <p>It depends on the event model, on {@code SecurityLogger} and {@code AuditRegistry}, and
 * nothing in the core depends on it.
 */
@NullMarked
package dev.tocsin.servlet;

import org.jspecify.annotations.NullMarked;
