package dev.tocsin.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of an event type in other vocabularies, as {@code event-map.csv} has them.
 *
 * @param owasp OWASP Logging Vocabulary
 * @param ecs Elastic Common Schema
 * @param ocsf Open Cybersecurity Schema Framework
 * @param mitreAttack the MITRE ATT&amp;CK technique, or null
 */
public record EventMapping(Owasp owasp, Ecs ecs, Ocsf ocsf, @Nullable String mitreAttack) {
  private static final int TYPES_OF_CLASS = 100;

  /** How sure a name is. */
  public enum Sureness {
    /** The source's own text. */
    SOURCE,
    /** Proposed here. */
    PROPOSED,
    /** The source has no such term; one was coined in its style. */
    COINED;

    static Sureness of(String code) {
      return switch (code) {
        case "S" -> SOURCE;
        case "P" -> PROPOSED;
        case "X" -> COINED;
        default -> throw new IllegalStateException("event-map.csv: provenance " + code);
      };
    }
  }

  /**
   * The OWASP event.
   *
   * @param event its name
   * @param level INFO, WARN, CRITICAL or two of them with {@code |}; null if there is none
   * @param sureness of the name
   */
  public record Owasp(String event, @Nullable String level, Sureness sureness) {}

  /** The ECS categorization fields. */
  public record Ecs(
      String kind, List<String> category, List<String> type, Outcome outcome, Sureness sureness) {}

  /**
   * The OCSF class and its ids; ids that do not apply are null.
   *
   * @param activityRule {@code fixed}, or {@code http_method} where the activity follows the
   *     request
   * @param otherTypeIds further class and activity ids, or null
   */
  public record Ocsf(
      int classUid,
      String className,
      int activityId,
      String activity,
      String activityRule,
      int typeUid,
      @Nullable Integer statusId,
      @Nullable Integer actionId,
      @Nullable Integer dispositionId,
      boolean isAlert,
      int severityId,
      Sureness sureness,
      @Nullable String otherTypeIds) {}

  static EventMapping of(EventMap.Row row) {
    return new EventMapping(
        new Owasp(
            row.text("owasp_event"),
            row.textOrNull("owasp_level"),
            Sureness.of(row.text("owasp_provenance"))),
        new Ecs(
            row.text("ecs_kind"),
            row.list("ecs_category"),
            row.list("ecs_type"),
            Outcome.parse(row.text("ecs_outcome")),
            Sureness.of(row.text("ecs_provenance"))),
        ocsf(
            row,
            row.text("ocsf_activity_rule"),
            row.number("ocsf_severity_id"),
            Sureness.of(row.text("ocsf_provenance")),
            row.textOrNull("ocsf_1_9_class_activity")),
        row.textOrNull("mitre_attack"));
  }

  private static Ocsf ocsf(
      EventMap.Row row,
      String activityRule,
      int severityId,
      Sureness sureness,
      @Nullable String otherTypeIds) {
    int classUid = row.number("ocsf_class_uid");
    int activityId = row.number("ocsf_activity_id");
    return new Ocsf(
        classUid,
        row.text("ocsf_class"),
        activityId,
        row.text("ocsf_activity"),
        activityRule,
        classUid * TYPES_OF_CLASS + activityId,
        row.numberOrNull("ocsf_status_id"),
        row.numberOrNull("ocsf_action_id"),
        row.numberOrNull("ocsf_disposition_id"),
        row.number("ocsf_is_alert") == 1,
        severityId,
        sureness,
        otherTypeIds);
  }

  /** The categorization of a type that is none of the 58. */
  static Ecs ecsOfOwn(EventType type) {
    EventMap.Row row = EventMap.ownRow(type);
    return new Ecs(
        row.text("ecs_kind"),
        row.list("ecs_category"),
        row.list("ecs_type"),
        type.outcome(),
        Sureness.PROPOSED);
  }

  /** The class of a type that is none of the 58. */
  static Ocsf ocsfOfOwn(EventType type) {
    return ocsf(EventMap.ownRow(type), "fixed", type.severity().ocsfId(), Sureness.PROPOSED, null);
  }
}
