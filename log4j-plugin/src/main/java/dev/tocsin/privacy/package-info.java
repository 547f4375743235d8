/**
 * What keeps secrets out of the audit file and of every other output. Begin with {@link
 * dev.tocsin.privacy.Redactor}; {@link dev.tocsin.privacy.SessionHasher} replaces session ids by a
 * keyed hash. Knows the event model, and RE2/J for patterns of a user's own.
 */
@NullMarked
package dev.tocsin.privacy;

import org.jspecify.annotations.NullMarked;
