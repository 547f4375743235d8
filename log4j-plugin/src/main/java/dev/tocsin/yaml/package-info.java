/** Reads the files that users write in YAML, and tells each mistake with its line and column. */
@NullMarked
package dev.tocsin.yaml;

import org.jspecify.annotations.NullMarked;
