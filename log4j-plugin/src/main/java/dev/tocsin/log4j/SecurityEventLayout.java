package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.risk.RiskModel;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.apache.logging.log4j.core.layout.AbstractLayout;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.jspecify.annotations.Nullable;

/**
 * Security events as lines for any appender: {@code format="json"} (default) gives the object that
 * the audit file has, without number and tag, and {@code format="text"} the line for people. Other
 * log events come out as lines of the same form, with level, logger and message. Session ids are
 * left out here: only the audit file has the key to hash them. Secrets are taken out of both.
 */
@Plugin(
    name = "SecurityEventLayout",
    category = Node.CATEGORY,
    elementType = Layout.ELEMENT_TYPE,
    printObject = true)
public final class SecurityEventLayout extends AbstractLayout<String> {
  private static final String ATTRIBUTES = "format, zone, source, contextDetails, types";

  private final boolean text;
  private final EventAssembler assembler;
  private final JsonEncoder jsonEncoder = new JsonEncoder(Limits.DEFAULT);
  private final TextEncoder textEncoder;
  private final OrdinaryLines ordinary;
  private final Recycler<Work> recycler = new Recycler<>(Work::new);

  private static final class Work {
    final EventDraft draft = new EventDraft();
    final ByteSink bytes = new ByteSink();
  }

  private SecurityEventLayout(
      boolean text, ZoneId zone, EventAssembler assembler, SharedRedaction redaction) {
    super(null, null, null);
    this.text = text;
    this.assembler = assembler;
    this.textEncoder = new TextEncoder(zone);
    this.ordinary = new OrdinaryLines(text, textEncoder, redaction);
  }

  /**
   * For the configuration. A wrong value, and a part that is not known, keeps the configuration
   * from starting.
   *
   * @param node where the layout stands in the configuration; null outside of one
   * @param configuration the one being read
   * @param format {@code json} or {@code text}
   * @param zone time zone of text lines, by default UTC
   * @param source name of the application or service
   * @param contextDetails names, separated by commas, of context entries that go to the details
   * @param types a YAML file with event types of one's own
   */
  @PluginFactory
  public static SecurityEventLayout createLayout(
      @PluginNode @Nullable Node node,
      @PluginConfiguration Configuration configuration,
      @PluginAttribute("format") @Nullable String format,
      @PluginAttribute("zone") @Nullable String zone,
      @PluginAttribute("source") @Nullable String source,
      @PluginAttribute("contextDetails") @Nullable String contextDetails,
      @PluginAttribute("types") @Nullable String types) {
    String form = format == null ? "json" : format.strip().toLowerCase(Locale.ROOT);
    if (!form.equals("json") && !form.equals("text")) {
      refuse(configuration, "format \"" + format + "\": use json or text");
    }
    if (node != null) {
      UnknownParts.of(node, configuration, List.of(), ATTRIBUTES)
          .forEach(unknown -> refuse(configuration, unknown));
    }
    ZoneId zoneId = ZoneOffset.UTC;
    EventTypes known = EventTypes.builtIn();
    try {
      zoneId = zone == null ? zoneId : ZoneId.of(zone).normalized();
      known = AuditSettings.types(types);
    } catch (DateTimeException e) {
      refuse(configuration, "zone \"" + zone + "\": use a name such as UTC or Europe/Berlin");
    } catch (IllegalArgumentException e) {
      refuse(configuration, String.valueOf(e.getMessage()));
    }
    SharedRedaction redaction = SharedRedaction.of(configuration);
    return new SecurityEventLayout(
        form.equals("text"),
        zoneId,
        new EventAssembler(
            known,
            source == null || source.isBlank() ? Sources.byDefault() : source,
            AuditSettings.names(contextDetails),
            false,
            redaction::redactor,
            RiskModel.DEFAULT,
            null),
        redaction);
  }

  private static void refuse(Configuration configuration, String what) {
    Refusal.of(configuration, "SecurityEventLayout: " + what);
  }

  @Override
  public byte[] toByteArray(LogEvent event) {
    Work work = recycler.take();
    try {
      write(event, work);
      return work.bytes.toByteArray();
    } finally {
      recycler.give(work);
    }
  }

  @Override
  public String toSerializable(LogEvent event) {
    return new String(toByteArray(event), UTF_8);
  }

  @Override
  public void encode(LogEvent event, ByteBufferDestination destination) {
    Work work = recycler.take();
    try {
      write(event, work);
      destination.writeBytes(work.bytes.array(), 0, work.bytes.length());
    } finally {
      recycler.give(work);
    }
  }

  private void write(LogEvent event, Work work) {
    work.bytes.reset();
    if (!assembler.assemble(event, work.draft)) {
      ordinary.write(event, work.bytes);
    } else if (text) {
      textEncoder.encode(work.draft, work.bytes);
    } else {
      jsonEncoder.encode(work.draft, work.bytes);
    }
    work.bytes.put('\n');
  }

  @Override
  public String getContentType() {
    return text ? "text/plain; charset=UTF-8" : "application/x-ndjson; charset=UTF-8";
  }

  @Override
  public String toString() {
    return "SecurityEventLayout(" + (text ? "text" : "json") + ")";
  }
}
