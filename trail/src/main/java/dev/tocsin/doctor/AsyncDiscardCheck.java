package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.Queue;
import java.util.List;

/** A queue before an audit file that is told to lose events when it is full. */
final class AsyncDiscardCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "async-discard";
  }

  @Override
  public void look(Application application, Report report) {
    List<Queue> queues = application.configuration().queues();
    for (Queue queue : queues) {
      if (queue.discards()) {
        report.error(
            queue.name()
                + ": blocking=\"false\" discards events when its queue is full: remove it");
      }
    }
    boolean asynchronous =
        !queues.isEmpty()
            || application
                .jvm()
                .setting("log4j2.contextSelector", "Log4jContextSelector")
                .filter(AsyncSelectorCheck::isAsync)
                .isPresent();
    application
        .jvm()
        .setting("log4j2.asyncQueueFullPolicy", "log4j2.AsyncQueueFullPolicy")
        .filter(policy -> asynchronous && policy.equalsIgnoreCase("Discard"))
        .ifPresent(
            policy ->
                report.error(
                    "log4j2.asyncQueueFullPolicy "
                        + policy
                        + ": events are discarded when a queue is full: remove it"));
  }
}
