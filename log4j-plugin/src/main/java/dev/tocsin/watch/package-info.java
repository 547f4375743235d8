/**
 * Rules at work over a journal: each recorded event is evaluated, alerts become events, clients are
 * blocked, and all of it goes on after a restart where it was.
 */
@NullMarked
package dev.tocsin.watch;

import org.jspecify.annotations.NullMarked;
