/**
 * What turns HTTP requests into request context and security events, on Jakarta Servlet. It depends
 * on the event model and on {@code SecurityLogger}, and nothing depends on it.
 */
@NullMarked
package dev.tocsin.servlet;

import org.jspecify.annotations.NullMarked;
