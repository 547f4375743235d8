/**
 * Tells people and other systems of alerts: an Alertmanager, or a webhook. Begin with {@link
 * dev.tocsin.notify.Notifier}, which keeps a {@link dev.tocsin.notify.Notification} on the disk
 * until each {@link dev.tocsin.notify.Receiver} has it.
 *
 * <p>Knows the event's terms, the JSON writer and the files that only their owner may read; neither
 * rules nor the journal nor Log4j. Whoever wires it turns alerts into notifications.
 */
@NullMarked
package dev.tocsin.notify;

import org.jspecify.annotations.NullMarked;
