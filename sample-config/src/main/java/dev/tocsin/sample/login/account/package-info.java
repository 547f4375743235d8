/** The users of the service, their PINs, and when an account is locked. */
@NullMarked
package dev.tocsin.sample.login.account;

import org.jspecify.annotations.NullMarked;
