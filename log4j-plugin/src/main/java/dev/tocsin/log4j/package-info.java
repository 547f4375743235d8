/**
 * The Log4j 2 plugins: the appender {@code SecurityAudit} with its {@code Retention}, and {@code
 * SecurityEventLayout}. They wire the other packages together, and no other package knows them.
 */
@NullMarked
package dev.tocsin.log4j;

import org.jspecify.annotations.NullMarked;
