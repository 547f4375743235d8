package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.Category;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.ThreatLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Events of every type, with little in them and with much. */
final class VocabularyEvents {
  static final long TIME = 1_795_356_509_123_456L;

  private VocabularyEvents() {}

  /** The built-in types, one of a user's own for each category, and one that nobody registered. */
  static Stream<EventType> types() {
    return Stream.of(
            EventTypes.builtIn().all().stream(),
            Arrays.stream(Category.values())
                .map(
                    category ->
                        EventType.builder("own_" + category.text(), category)
                            .severity(Severity.HIGH)
                            .build()),
            Stream.of(EventTypes.unregistered("Odd Thing")))
        .flatMap(each -> each);
  }

  static EventDraft bare(EventType type) {
    return new EventDraft()
        .setType(type)
        .setTimestampMicros(TIME)
        .setId(0x01a2_0560_0cb3_7000L, 0xac03_b92a_5e86_a18bL);
  }

  /** An event with something in every field. */
  static EventDraft full(EventType type) {
    EventDraft draft =
        bare(type)
            .setLoggedAtMicros(TIME + 5_000_000)
            .setActorType(ActorType.SERVICE)
            .setAddress(Objects.requireNonNull(ClientAddress.parse("2001:db8:1:2:3::4")))
            .setIpProvenance(Provenance.TRUSTED_PROXY)
            .setResponseStatus(403)
            .setRiskTenths(75)
            .setThreatLevel(ThreatLevel.HIGH)
            .setStatus(Status.CONTAINED)
            .setServiceId(7)
            .setOriginalSize(70_000)
            .setSeq(42)
            .addChange("limit", 10, 2.5)
            .addChange("owner", null, Map.of("id", "u-2"))
            .addIndicator("payload")
            .addComplianceTag("pci-10.2.1.1")
            .putDetail("reason", "no right")
            .putDetail("tries", 3)
            .putDetail("filename", "invoice.pdf")
            .putDetail("privileges", List.of("read", "write"))
            .putRequestHeader("Accept", "text/html")
            .putRequestHeader("X-Note", "a");
    texts(draft);
    for (EventField field : EventField.all()) {
      assertThat(draft.get(field)).as(field.jsonName()).isNotNull();
    }
    return draft;
  }

  private static void texts(EventDraft draft) {
    draft.set(EventField.USER_ID, "u-1");
    draft.set(EventField.USER_NAME, "ada");
    draft.set(EventField.TENANT_ID, "t-1");
    draft.set(EventField.SESSION_ID, "52e3e765:o6bhTgCSmrfI9f4jYVMgxg");
    draft.set(EventField.TARGET_TYPE, "account");
    draft.set(EventField.TARGET_ID, "a-9");
    draft.set(EventField.USER_AGENT, "curl/8");
    draft.set(EventField.REQUEST_METHOD, "POST");
    draft.set(EventField.REQUEST_URL, "https://shop.example/admin/users?page=2#top");
    draft.set(EventField.REQUEST_BODY, "a=1");
    draft.set(EventField.RESPONSE_BODY, "no");
    draft.set(EventField.MESSAGE, "ada must not");
    draft.set(EventField.SOURCE, "till");
    draft.set(EventField.CORRELATION_ID, "c-1");
    draft.set(EventField.PARENT_EVENT_ID, "01a20560-0cb3-7000-ac03-b92a5e86a18a");
    draft.set(EventField.TRACE_ID, "4bf92f3577b34da6a3ce929d0e0e4736");
    draft.set(EventField.SPAN_ID, "00f067aa0ba902b7");
  }

  /** A type's events: with nothing, with all, with each outcome, severity, status and method. */
  static List<EventDraft> of(EventType type) {
    List<EventDraft> all = new ArrayList<>();
    all.add(bare(type));
    all.add(full(type));
    all.add(bare(type).setSuccess(!type.success()));
    all.add(full(type).setSuccess(!type.success()));
    for (Severity severity : Severity.values()) {
      all.add(bare(type).setSeverity(severity));
    }
    for (ActorType actor : ActorType.values()) {
      all.add(full(type).setActorType(actor));
      all.add(bare(type).setActorType(actor));
    }
    for (ThreatLevel level : ThreatLevel.values()) {
      all.add(bare(type).setThreatLevel(level));
    }
    for (Status status : Status.values()) {
      all.add(full(type).setStatus(status));
      all.add(bare(type).addChange("status", "detected", status.text()));
    }
    for (String method :
        List.of(
            "CONNECT",
            "DELETE",
            "GET",
            "HEAD",
            "OPTIONS",
            "PATCH",
            "POST",
            "PUT",
            "TRACE",
            "PROPFIND",
            "get",
            "")) {
      EventDraft draft = bare(type);
      draft.set(EventField.REQUEST_METHOD, method);
      all.add(draft);
    }
    EventDraft pseudonymous = full(type);
    assertThat(pseudonymous.setAddressPseudonym("p1:2026:abcdefghijklmnopqrstuvwxyz234567"))
        .isTrue();
    all.add(pseudonymous);
    EventDraft ipv4 = bare(type);
    ipv4.set(EventField.IP_ADDRESS, "203.0.113.7");
    all.add(ipv4.putDetail("privileges", List.of()).putDetail("role", "admin"));
    EventDraft user = bare(type);
    user.set(EventField.TARGET_TYPE, "user");
    user.set(EventField.TARGET_ID, "u-7");
    all.add(user.putDetail("title", "t").putDetail("rule", "r").putDetail("case_id", "c"));
    EventDraft group = bare(type);
    group.set(EventField.USER_NAME, "ada");
    all.add(group.putDetail("privileges", List.of("a", 1)).putDetail("assignee", "eve"));
    EventDraft path = bare(type);
    path.set(EventField.REQUEST_URL, "?q=1");
    all.add(path.addChange("assignee", null, "eve"));
    return all;
  }
}
