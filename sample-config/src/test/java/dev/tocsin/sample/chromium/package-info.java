/**
 * A real Chromium for tests, driven by the DevTools protocol. Begin with {@link
 * dev.tocsin.sample.chromium.Chromium}.
 */
@NullMarked
package dev.tocsin.sample.chromium;

import org.jspecify.annotations.NullMarked;
