/** The QR codes that are on their way from a browser's screen to a telephone and back. */
@NullMarked
package dev.tocsin.sample.login.qr;

import org.jspecify.annotations.NullMarked;
