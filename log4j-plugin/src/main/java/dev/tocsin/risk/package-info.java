/**
 * How dangerous an event is: {@link dev.tocsin.risk.RiskModel} gives the score, {@link
 * dev.tocsin.risk.SuspiciousAddresses} remembers the clients that attacked, which raises the score
 * of what they do next. Knows the event and nothing else of the product.
 */
@NullMarked
package dev.tocsin.risk;

import org.jspecify.annotations.NullMarked;
