/** A sign-in service with QR code and PIN that shows Tocsin at work. It is not published. */
@NullMarked
package dev.tocsin.sample;

import org.jspecify.annotations.NullMarked;
