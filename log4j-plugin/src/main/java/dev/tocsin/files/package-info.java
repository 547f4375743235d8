/**
 * Files that only their owner may read, and that are whole or not there: {@link
 * dev.tocsin.files.SecureFiles}. Knows nobody.
 */
@NullMarked
package dev.tocsin.files;

import org.jspecify.annotations.NullMarked;
