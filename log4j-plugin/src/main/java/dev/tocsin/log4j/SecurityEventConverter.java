package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Recycler;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;
import org.jspecify.annotations.Nullable;

/**
 * {@code %securityEvent} in a {@code PatternLayout}: the body of the text line; {@code
 * %securityEvent{user_id}}: one field by its canonical name; {@code %securityEvent{json}}: the
 * whole object. Events that are no security events give nothing, and neither does a field that an
 * event does not have. Control characters in a field are written as JSON escapes, so no value ends
 * the line.
 */
@Plugin(name = "SecurityEventConverter", category = PatternConverter.CATEGORY)
@ConverterKeys({"securityEvent"})
public final class SecurityEventConverter extends LogEventPatternConverter {
  private static final String TEXT = "text";
  private static final String JSON = "json";

  private final EventAssembler assembler;
  private final Recycler<EventDraft> drafts = new Recycler<>(EventDraft::new);
  private final JsonEncoder jsonEncoder = new JsonEncoder(Limits.DEFAULT);
  private final TextEncoder textEncoder = new TextEncoder(ZoneOffset.UTC);
  private final String form;
  private final @Nullable EventField field;

  private SecurityEventConverter(
      @Nullable Configuration configuration, String form, @Nullable EventField field) {
    super("SecurityEvent", "securityEvent");
    this.assembler =
        EventAssembler.forLayouts(
            Sources.byDefault(), SharedRedaction.of(configuration), SharedRisk.of(configuration));
    this.form = form;
    this.field = field;
  }

  /**
   * For the pattern parser. A wrong option keeps the configuration from starting.
   *
   * @param configuration the one being read, whose rules of redaction hold here too; null where a
   *     program makes a layout by itself
   * @param options nothing, or one of {@code text}, {@code json} and a field's name
   * @throws ConfigurationException one line that names a wrong option, where there is no
   *     configuration
   */
  public static SecurityEventConverter newInstance(
      @Nullable Configuration configuration, String @Nullable [] options) {
    List<String> given =
        options == null
            ? List.of()
            : Arrays.stream(options).filter(each -> each != null && !each.isBlank()).toList();
    String option = given.isEmpty() ? TEXT : given.get(0).strip().toLowerCase(Locale.ROOT);
    EventField field = EventField.find(option);
    String wrong = null;
    if (field == null && !option.equals(TEXT) && !option.equals(JSON)) {
      wrong = "use json, text or a field's name, as in {user_id}";
    } else if (given.size() > 1) {
      wrong = "takes one option; use %securityEvent once for each field";
    }
    if (wrong != null) {
      String mistake = "%securityEvent{" + String.join("}{", given) + "}: " + wrong;
      if (configuration == null) {
        throw new ConfigurationException(mistake);
      }
      Refusal.of(configuration, mistake);
      return new SecurityEventConverter(configuration, TEXT, null);
    }
    return new SecurityEventConverter(configuration, option, field);
  }

  @Override
  public void format(LogEvent event, StringBuilder out) {
    EventDraft draft = drafts.take();
    try {
      if (assembler.assemble(event, draft)) {
        ByteSink bytes = new ByteSink();
        if (field != null) {
          if (draft.get(field) == null) {
            return; // Nothing, as %X gives for a key that the context does not have.
          }
          jsonEncoder.encodeValue(draft, field, bytes);
          appendUnquoted(bytes, out);
          return;
        }
        if (form.equals(JSON)) {
          jsonEncoder.encode(draft, bytes);
        } else {
          textEncoder.encodeBody(draft, bytes);
        }
        out.append(new String(bytes.array(), 0, bytes.length(), UTF_8));
      }
    } finally {
      drafts.give(draft);
    }
  }

  private static void appendUnquoted(ByteSink value, StringBuilder out) {
    int length = value.length();
    boolean quoted = length >= 2 && value.array()[0] == '"';
    out.append(
        quoted
            ? new String(value.array(), 1, length - 2, UTF_8)
            : new String(value.array(), 0, length, UTF_8));
  }
}
