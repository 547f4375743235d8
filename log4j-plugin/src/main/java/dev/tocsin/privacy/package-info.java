/**
 * What keeps secrets out of the audit file. {@link dev.tocsin.privacy.SessionHasher} replaces
 * session ids by a keyed hash. Knows the event model and nothing else.
 */
@NullMarked
package dev.tocsin.privacy;

import org.jspecify.annotations.NullMarked;
