/**
 * Events for other tools, one class per kind of file. May know the packages that read the trail.
 * Begin with {@link dev.tocsin.trail.export.ExportTarget}.
 */
@NullMarked
package dev.tocsin.trail.export;

import org.jspecify.annotations.NullMarked;
