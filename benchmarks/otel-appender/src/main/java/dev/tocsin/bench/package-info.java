/**
 * A peer's benchmark, apart from the others because its libraries do not go together with theirs.
 */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
