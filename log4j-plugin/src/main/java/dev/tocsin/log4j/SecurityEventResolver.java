package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventEncoder;
import dev.tocsin.encode.EventFormat;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Recycler;
import java.time.ZoneOffset;
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
 * config = [ field | format ]
 * field  = "field" -> string
 * format = "format" -> ( "ecs" | "ocsf" )
 * </pre>
 *
 * Without either the whole event is written as an object, as the audit file has it without number
 * and tag; with {@code field} the value of that field by its canonical name. For log events that
 * are no security events, and fields that an event does not have, the entry is left out.
 *
 * <p>With {@code format} the members of the event in that form stand in place of the entry, in the
 * object around it; its own name says nothing. They do so for every log event, since an object
 * without them is none of that form.
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
 *
 * All that the Elastic Common Schema has of it:
 *
 * <pre>
 * {"$resolver": "securityEvent", "format": "ecs"}
 * </pre>
 */
public final class SecurityEventResolver implements EventResolver {
  static final String NAME = "securityEvent";

  private final EventAssembler assembler;
  private final Recycler<EventDraft> drafts = new Recycler<>(EventDraft::new);
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final @Nullable EventField field;
  private final @Nullable Form form;

  /** How all log events come out as members. */
  private record Form(EventEncoder encoder, OrdinaryLines ordinary) {
    static Form of(EventFormat format, String source, SharedRedaction redaction) {
      return new Form(
          format.encoder(Limits.DEFAULT),
          new OrdinaryLines(format, source, new TextEncoder(ZoneOffset.UTC), redaction));
    }
  }

  private SecurityEventResolver(
      Configuration configuration, @Nullable EventField field, @Nullable EventFormat format) {
    SharedRedaction redaction = SharedRedaction.of(configuration);
    String source = Sources.byDefault();
    this.assembler = EventAssembler.forLayouts(source, redaction, SharedRisk.of(configuration));
    this.field = field;
    this.form = format == null ? null : Form.of(format, source, redaction);
  }

  /**
   * The resolver that an entry of a template asks for.
   *
   * @param configuration the one being read, whose rules of redaction hold here too
   * @throws IllegalArgumentException one line that names what is wrong and the way out
   */
  static SecurityEventResolver of(Configuration configuration, TemplateResolverConfig config) {
    Object name = config.getObject("field");
    Object form = config.getObject("format");
    Map<String, Object> known = new HashMap<>();
    known.put("$resolver", NAME);
    if (name != null) {
      known.put("field", name);
    } else if (form != null) {
      known.put("format", form);
    }
    // The keys can't be listed, but the whole can be compared.
    if (!new MapAccessor(known).equals(config)) {
      throw new IllegalArgumentException(
          "securityEvent "
              + config
              + ": has a key or a value that is not known; use {\"$resolver\": \"securityEvent\"},"
              + " {\"$resolver\": \"securityEvent\", \"field\": \"user_id\"}, or"
              + " {\"$resolver\": \"securityEvent\", \"format\": \"ecs\"}");
    }
    EventField field = name == null ? null : EventField.find(name.toString());
    if (name != null && field == null) {
      throw new IllegalArgumentException(
          "securityEvent field \"" + name + "\": use a canonical field name, as in user_id");
    }
    EventFormat format = form == null ? null : EventFormat.find(form.toString());
    if (form != null && format != EventFormat.ECS && format != EventFormat.OCSF) {
      throw new IllegalArgumentException("securityEvent format \"" + form + "\": use ecs or ocsf");
    }
    return new SecurityEventResolver(configuration, field, format);
  }

  @Override
  public boolean isFlattening() {
    return form != null;
  }

  @Override
  public void resolve(LogEvent event, JsonWriter writer, boolean succeedingEntry) {
    String whole = form == null ? null : whole(event, form);
    if (whole == null) {
      resolve(event, writer);
      return;
    }
    if (succeedingEntry) {
      writer.writeSeparator();
    }
    // Without the braces: those of the object around it stand for them.
    writer.writeRawString(whole, 1, whole.length() - 2);
  }

  private String whole(LogEvent event, Form members) {
    ByteSink bytes = new ByteSink();
    EventDraft draft = drafts.take();
    try {
      if (assembler.assemble(event, draft)) {
        members.encoder().encode(draft, bytes);
      } else {
        members.ordinary().write(event, bytes);
      }
    } finally {
      drafts.give(draft);
    }
    return new String(bytes.array(), 0, bytes.length(), UTF_8);
  }

  @Override
  public boolean isResolvable(LogEvent event) {
    if (form != null) {
      return true;
    }
    EventDraft draft = drafts.take();
    try {
      return assembler.assemble(event, draft) && (field == null || draft.get(field) != null);
    } finally {
      drafts.give(draft);
    }
  }

  @Override
  public void resolve(LogEvent event, JsonWriter writer) {
    if (form != null) {
      writer.writeRawString(whole(event, form));
      return;
    }
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
