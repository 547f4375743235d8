/**
 * Tocsin in a Spring Boot application, by one dependency. Begin at {@link
 * dev.tocsin.spring.TocsinProperties}, which says what can be configured; {@code TocsinEnvironment}
 * makes the audit log of it before the application's context is there, and the {@code
 * …AutoConfiguration} classes bring what hears of requests, of Spring Security's events and of
 * calls of {@link dev.tocsin.spring.Audited} methods.
 *
 * <p>Each part needs its own library and loads no class without it. The package depends on the
 * servlet module and the core, and nothing depends on it.
 */
@NullMarked
package dev.tocsin.spring;

import org.jspecify.annotations.NullMarked;
