package dev.tocsin.otel;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.api.common.AttributeKey.valueKey;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.Blockable;
import dev.tocsin.event.Change;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Term;
import dev.tocsin.event.Values;
import dev.tocsin.watch.AlertEvents;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which attributes the fields of an event become: the one place that lists them, in the order in
 * which they get room. What a client can make long comes last, so that it takes no room from what
 * tells who and what.
 */
final class FieldAttributes {
  /** The type of a target that is the path of the request, as {@link AlwaysPresent} has it. */
  private static final String REQUEST = "request";

  private final FieldChoice choice;
  private final List<Part> parts = new ArrayList<>();

  /** Puts the attributes that it takes from an event. Immutable. */
  interface Part {
    void put(EventView event, RecordAttributes out);
  }

  private FieldAttributes(FieldChoice choice) {
    this.choice = choice;
  }

  /** What to put, in this order, of every event. */
  static Part[] of(Resource resource, FieldChoice choice) {
    FieldAttributes fields = new FieldAttributes(choice);
    fields.what();
    fields.who();
    fields.where();
    fields.judged();
    fields.source(resource.getAttribute(AuditResource.SERVICE_NAME));
    fields.told();
    fields.request();
    return fields.parts.toArray(new Part[0]);
  }

  private void add(EventField field, Part part) {
    if (choice.has(field)) {
      parts.add(part);
    }
  }

  private void id(EventField field, AttributeKey<String> key) {
    add(
        field,
        (event, out) -> {
          CharSequence text = event.text(field);
          if (text != null) {
            out.id(key, text);
          }
        });
  }

  private void text(EventField field, AttributeKey<String> key) {
    add(
        field,
        (event, out) -> {
          CharSequence text = event.text(field);
          if (text != null) {
            out.text(key, text);
          }
        });
  }

  private void term(EventField field, AttributeKey<String> key) {
    add(
        field,
        (event, out) -> {
          if (event.get(field) instanceof Term term) {
            out.id(key, term.text());
          }
        });
  }

  private void texts(EventField field, AttributeKey<List<String>> key) {
    add(
        field,
        (event, out) -> {
          if (event.get(field) instanceof List<?> list) {
            out.texts(key, list);
          }
        });
  }

  private void what() {
    AttributeKey<Boolean> success = booleanKey("tocsin.success");
    AttributeKey<Long> originalSize = longKey("tocsin.original.size");
    AttributeKey<String> rule = stringKey("tocsin.rule");
    id(EventField.EVENT_ID, LogRecords.UID);
    term(EventField.SEVERITY, stringKey("tocsin.severity"));
    add(EventField.SUCCESS, (event, out) -> out.flag(success, event.success()));
    add(
        EventField.IS_TRUNCATED,
        (event, out) -> {
          if (event.originalSize() > 0 || event.omittedBytes() > 0) {
            out.markCut();
          }
        });
    add(
        EventField.ORIGINAL_SIZE,
        (event, out) -> {
          if (event.originalSize() > 0) {
            out.number(originalSize, event.originalSize());
          }
        });
    if (choice.hasDetail("rule")) {
      parts.add(
          (event, out) -> {
            String name = isOfRule(event) ? AlertEvents.rule(event) : null;
            if (name != null) {
              out.id(rule, name);
            }
          });
    }
  }

  /** Whether a detail "rule" is the product's own, and not one that an application gave. */
  private static boolean isOfRule(EventView event) {
    return event.type().isReserved()
        || (EventType.SUSPICIOUS.equals(event.type()) && AlertEvents.alertId(event) != null);
  }

  private void who() {
    AttributeKey<String> actorType = stringKey("tocsin.actor.type");
    AttributeKey<String> targetType = stringKey("tocsin.target.type");
    AttributeKey<String> service = stringKey("tocsin.service.id");
    id(EventField.USER_ID, stringKey("user.id"));
    id(EventField.USER_NAME, stringKey("user.name"));
    add(
        EventField.ACTOR_TYPE,
        (event, out) -> out.id(actorType, AlwaysPresent.actorType(event).text()));
    id(EventField.TENANT_ID, stringKey("tocsin.tenant.id"));
    id(EventField.SESSION_ID, stringKey("session.id"));
    add(
        EventField.TARGET_TYPE,
        (event, out) -> out.id(targetType, AlwaysPresent.targetType(event)));
    // A number too as text: a name has one type, and this one is no quantity.
    add(
        EventField.SERVICE_ID,
        (event, out) -> {
          Object given = event.get(EventField.SERVICE_ID);
          if (given != null) {
            out.id(service, Values.text(given));
          }
        });
  }

  private void where() {
    AttributeKey<String> network = stringKey("tocsin.client.network");
    AttributeKey<Boolean> blockable = booleanKey("tocsin.client.blockable");
    AttributeKey<Long> status = longKey("http.response.status_code");
    id(EventField.IP_ADDRESS, stringKey("client.address"));
    add(
        EventField.IP_ADDRESS,
        (event, out) -> {
          // None for a pseudonym.
          ClientAddress address = ClientAddress.of(event);
          if (address != null) {
            out.id(network, address.network());
          }
        });
    // Said of those that may, not of those that may not: what is lost on the way blocks nobody.
    add(
        EventField.IP_ADDRESS,
        (event, out) -> {
          if (Blockable.is(event)) {
            out.flag(blockable, true);
          }
        });
    term(EventField.IP_PROVENANCE, stringKey("tocsin.client.provenance"));
    id(EventField.REQUEST_METHOD, stringKey("http.request.method"));
    add(
        EventField.RESPONSE_STATUS,
        (event, out) -> {
          if (event.responseStatus() != 0) {
            out.number(status, event.responseStatus());
          }
        });
    id(EventField.CORRELATION_ID, stringKey("tocsin.correlation.id"));
    id(EventField.PARENT_EVENT_ID, stringKey("tocsin.parent.id"));
  }

  private void judged() {
    AttributeKey<Double> risk = doubleKey("tocsin.risk.score");
    term(EventField.THREAT_LEVEL, stringKey("tocsin.threat.level"));
    add(
        EventField.RISK_SCORE,
        (event, out) -> {
          if (event.riskTenths() >= 0) {
            out.decimal(risk, event.riskTenths() / 10.0);
          }
        });
    term(EventField.STATUS, stringKey("tocsin.status"));
    texts(EventField.COMPLIANCE_TAGS, stringArrayKey("tocsin.compliance.tags"));
    texts(EventField.INDICATORS, stringArrayKey("tocsin.indicators"));
  }

  /** The source is the resource's own name nearly always, and then needs no second one. */
  private void source(@Nullable String serviceName) {
    AttributeKey<String> source = stringKey("tocsin.source");
    add(
        EventField.SOURCE,
        (event, out) -> {
          String name = AlwaysPresent.source(event).toString();
          if (!name.equals(serviceName)) {
            out.id(source, name);
          }
        });
  }

  private void told() {
    AttributeKey<Value<?>> changes = valueKey("tocsin.changes");
    add(
        EventField.CHANGES,
        (event, out) -> {
          if (event.get(EventField.CHANGES) instanceof List<?> list) {
            DetailAttributes.any(changes, changes(list), out);
          }
        });
    add(EventField.DETAILS, new DetailAttributes(choice));
  }

  private static Value<?> changes(List<?> list) {
    List<Value<?>> values = new ArrayList<>(list.size());
    for (Object each : list) {
      if (each instanceof Change change) {
        values.add(
            Value.of(
                KeyValue.of("field", Value.of(change.field())),
                KeyValue.of("old", plain(change.oldValue())),
                KeyValue.of("new", plain(change.newValue()))));
      }
    }
    return Value.of(values);
  }

  private static Value<?> plain(@Nullable Object value) {
    return DetailAttributes.anyValue(value, "", name -> true);
  }

  private void request() {
    AttributeKey<String> target = stringKey("tocsin.target.id");
    boolean withPath = choice.has(EventField.REQUEST_URL);
    add(
        EventField.TARGET_ID,
        (event, out) -> {
          if (withPath || !REQUEST.contentEquals(AlwaysPresent.targetType(event))) {
            target(event, target, out);
          }
        });
    add(EventField.REQUEST_URL, new UrlAttributes());
    text(EventField.USER_AGENT, stringKey("user_agent.original"));
    add(EventField.REQUEST_HEADERS, this::headers);
    text(EventField.REQUEST_BODY, stringKey("http.request.body.content"));
    text(EventField.RESPONSE_BODY, stringKey("http.response.body.content"));
  }

  private static void target(EventView event, AttributeKey<String> key, RecordAttributes out) {
    CharSequence given = event.text(EventField.TARGET_ID);
    if (given != null) {
      out.text(key, given);
      return;
    }
    CharSequence url = AlwaysPresent.targetUrl(event);
    if (url != null) {
      int from = AlwaysPresent.pathStart(url);
      int to = AlwaysPresent.pathEnd(url);
      if (from < to) {
        out.text(key, url.subSequence(from, to));
      }
    }
  }

  private void headers(EventView event, RecordAttributes out) {
    if (event.get(EventField.REQUEST_HEADERS) instanceof Map<?, ?> headers) {
      for (Map.Entry<?, ?> entry : headers.entrySet()) {
        String name = String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT);
        if (choice.hasHeader(name)) {
          String value = Values.text(entry.getValue());
          out.whole(
              stringArrayKey("http.request.header." + name),
              List.of(value),
              out.bytesOf(value) + RecordAttributes.ELEMENT_BYTES);
        }
      }
    }
  }
}
