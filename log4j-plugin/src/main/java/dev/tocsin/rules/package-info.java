/**
 * Rules over live events: Sigma's detections and correlations are read by {@link
 * dev.tocsin.rules.RuleFile}, and {@link dev.tocsin.rules.Detector} evaluates them over sliding
 * windows. What an alert leads to is decided elsewhere.
 */
@NullMarked
package dev.tocsin.rules;

import org.jspecify.annotations.NullMarked;
