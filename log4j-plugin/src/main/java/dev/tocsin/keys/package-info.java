/**
 * The keys of an audit log: {@link dev.tocsin.keys.KeySet} takes them from a folder or from the
 * environment, {@link dev.tocsin.keys.KeyFolder} makes such a folder. What is done with them is no
 * matter of this package; it knows nobody.
 */
@NullMarked
package dev.tocsin.keys;

import org.jspecify.annotations.NullMarked;
