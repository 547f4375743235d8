/**
 * A sign-in service with QR code and PIN, as small as a real one can be, to show what an
 * application does with Tocsin. Begin at {@link dev.tocsin.sample.login.LoginService}; every
 * security event that it logs is in {@link dev.tocsin.sample.login.LoginAudit}.
 *
 * <p>{@code account} knows users and PINs, {@code qr} the codes on the way, {@code guard} what
 * keeps attackers out, {@code web} the pages and the JSON interface.
 */
@NullMarked
package dev.tocsin.sample.login;

import org.jspecify.annotations.NullMarked;
