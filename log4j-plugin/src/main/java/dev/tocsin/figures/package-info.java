/**
 * The monitoring figures of PLAN-06: codes handed out, sign-ins, failed attempts and locks, over
 * the last hour or day. Begin with {@link dev.tocsin.figures.MonitoringFigures}, which is fed with
 * each recorded event; {@link dev.tocsin.figures.FiguresHistory} fills it from the journal at a
 * start. Knows the event, the reader of its JSON and the journal; neither rules nor Log4j.
 */
@NullMarked
package dev.tocsin.figures;

import org.jspecify.annotations.NullMarked;
