/**
 * Keeps the documentation and the ready configurations true: every code block is compiled, loaded
 * or run, generated parts are generated again and compared, and links lead somewhere. Begin with
 * {@link dev.tocsin.docs.DocsTest}; CONTRIBUTING.md says how a block is marked.
 */
@NullMarked
package dev.tocsin.docs;

import org.jspecify.annotations.NullMarked;
