/**
 * Dashboards drawn from the answers to their panels' queries, for the documentation. Begin with
 * {@code Picture}; {@code PanelDrawing} knows which class draws which type of panel. Knows the
 * answers' records in {@code stack}, and no store.
 */
@NullMarked
package dev.tocsin.otel.picture;

import org.jspecify.annotations.NullMarked;
