package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Limits;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolver;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.util.JsonWriter;
import org.apache.logging.log4j.layout.template.json.util.MapAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Security events in a {@code JsonTemplateLayout}.
 *
 * <h2>Configuration</h2>
 *
 * <pre>
 * config = [ field ]
 * field  = "field" -> string
 * </pre>
 *
 * Without {@code field} the whole event is written as an object, as the audit file has it without
 * number and tag; with {@code field} the value of that field by its canonical name. For log events
 * that are no security events, and fields that an event does not have, the entry is left out.
 *
 * <h2>Examples</h2>
 *
 * The whole event:
 *
 * <pre>
 * {"$resolver": "securityEvent"}
 * </pre>
 *
 * The client's address:
 *
 * <pre>
 * {"$resolver": "securityEvent", "field": "ip_address"}
 * </pre>
 */
public final class SecurityEventResolver implements EventResolver {
  static final String NAME = "securityEvent";

  private final EventAssembler assembler;
  private final Recycler<EventDraft> drafts = new Recycler<>(EventDraft::new);
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final @Nullable EventField field;

  private SecurityEventResolver(Configuration configuration, @Nullable EventField field) {
    this.assembler =
        EventAssembler.forLayouts(Sources.byDefault(), SharedRedaction.of(configuration));
    this.field = field;
  }

  /**
   * The resolver that an entry of a template asks for.
   *
   * @param configuration the one being read, whose rules of redaction hold here too
   * @throws IllegalArgumentException one line that names what is wrong and the way out
   */
  static SecurityEventResolver of(Configuration configuration, TemplateResolverConfig config) {
    Object name = config.getObject("field");
    Map<String, Object> known = new HashMap<>();
    known.put("$resolver", NAME);
    if (name != null) {
      known.put("field", name);
    }
    // The keys can't be listed, but the whole can be compared.
    if (!new MapAccessor(known).equals(config)) {
      throw new IllegalArgumentException(
          "securityEvent "
              + config
              + ": has a key or a value that is not known; use {\"$resolver\": \"securityEvent\"}, or"
              + " {\"$resolver\": \"securityEvent\", \"field\": \"user_id\"}");
    }
    EventField field = name == null ? null : EventField.find(name.toString());
    if (name != null && field == null) {
      throw new IllegalArgumentException(
          "securityEvent field \"" + name + "\": use a canonical field name, as in user_id");
    }
    return new SecurityEventResolver(configuration, field);
  }

  @Override
  public boolean isResolvable(LogEvent event) {
    EventDraft draft = drafts.take();
    try {
      return assembler.assemble(event, draft) && (field == null || draft.get(field) != null);
    } finally {
      drafts.give(draft);
    }
  }

  @Override
  public void resolve(LogEvent event, JsonWriter writer) {
    EventDraft draft = drafts.take();
    try {
      if (!assembler.assemble(event, draft) || (field != null && draft.get(field) == null)) {
        writer.writeNull();
        return;
      }
      ByteSink bytes = new ByteSink();
      if (field == null) {
        encoder.encode(draft, bytes);
      } else {
        encoder.encodeValue(draft, field, bytes);
      }
      writer.writeRawString(new String(bytes.array(), 0, bytes.length(), UTF_8));
    } finally {
      drafts.give(draft);
    }
  }
}
