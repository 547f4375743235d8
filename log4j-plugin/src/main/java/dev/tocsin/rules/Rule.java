package dev.tocsin.rules;

import dev.tocsin.event.Severity;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule is called and what its alerts lead to. Immutable.
 *
 * @param name unique in its file, lower-case letters, digits and _
 * @param title one line for people
 * @param description what it looks for; empty if the file says nothing
 * @param severity of its alerts
 * @param tags as the file has them, for example {@code attack.t1110}
 * @param enabled whether it is evaluated
 * @param alerts whether it alerts itself, and does not only serve other rules
 * @param simulate whether it alerts without any response
 * @param response what follows an alert
 */
public record Rule(
    String name,
    String title,
    String description,
    Severity severity,
    List<String> tags,
    boolean enabled,
    boolean alerts,
    boolean simulate,
    Response response) {

  /** The list is copied. */
  public Rule {
    tags = List.copyOf(tags);
  }

  /** The names of all receivers that it tells of an alert, at once or later. */
  public Set<String> receivers() {
    Set<String> names = new LinkedHashSet<>(response.receivers());
    response.escalation().ifPresent(each -> names.addAll(each.receivers()));
    return names;
  }

  /** The same rule, which alerts and does nothing else. */
  Rule simulated() {
    return new Rule(name, title, description, severity, tags, enabled, alerts, true, response);
  }

  /** Whether an alert of it shuts the client out. */
  public boolean blocks() {
    return !simulate && response.block().isPresent();
  }

  /**
   * What follows an alert beside the alert itself.
   *
   * @param block shuts the client out
   * @param suspiciousReason the reason of a {@code suspicious} event that is logged
   * @param receivers names of receivers
   * @param escalation what is done when nobody acknowledges
   * @param recommendations what whoever is on duty should do, a sentence each
   */
  public record Response(
      Optional<Block> block,
      Optional<String> suspiciousReason,
      List<String> receivers,
      Optional<Escalation> escalation,
      List<String> recommendations) {
    /** Nothing beside the alert. */
    public static final Response NONE =
        new Response(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of());

    /** The lists are copied. */
    public Response {
      receivers = List.copyOf(receivers);
      recommendations = List.copyOf(recommendations);
    }
  }

  /**
   * A block of the client's network.
   *
   * @param duration of the first one
   * @param factor by which each repeat is longer, at least 1
   * @param max the longest
   */
  public record Block(Duration duration, double factor, Duration max) {}

  /**
   * What is done when nobody acknowledges an alert in time.
   *
   * @param after the alert
   * @param receivers names of receivers
   * @param severity the alert's from then on; the rule's own if it stays
   */
  public record Escalation(Duration after, List<String> receivers, Severity severity) {
    /** The list is copied. */
    public Escalation {
      receivers = List.copyOf(receivers);
    }
  }
}
