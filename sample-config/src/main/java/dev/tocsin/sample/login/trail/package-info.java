/**
 * What the audit log says of late, for the page of administrators. Begin with {@link
 * dev.tocsin.sample.login.trail.RecentTrail}.
 */
@NullMarked
package dev.tocsin.sample.login.trail;

import org.jspecify.annotations.NullMarked;
