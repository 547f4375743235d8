package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventEncoder;
import dev.tocsin.encode.EventFormat;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Recycler;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
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
 * the audit file has, without number and tag, {@code format="text"} the line for people, and {@code
 * ecs}, {@code ocsf} and {@code otlp-json} the forms of others. Other log events come out as lines
 * of the same form, with level, logger and message. Session ids are left out here: only the audit
 * file has the key to hash them. Secrets are taken out of all.
 */
@Plugin(
    name = "SecurityEventLayout",
    category = Node.CATEGORY,
    elementType = Layout.ELEMENT_TYPE,
    printObject = true)
public final class SecurityEventLayout extends AbstractLayout<String> {
  private static final String ATTRIBUTES = "format, zone, source, contextDetails, types";

  private final EventFormat format;
  private final EventAssembler assembler;
  private final EventEncoder encoder;
  private final OrdinaryLines ordinary;
  private final Recycler<Work> recycler = new Recycler<>(Work::new);

  private static final class Work {
    final EventDraft draft = new EventDraft();
    final ByteSink bytes = new ByteSink();
  }

  private SecurityEventLayout(
      EventFormat format,
      ZoneId zone,
      String source,
      EventAssembler assembler,
      SharedRedaction redaction) {
    super(null, null, null);
    this.format = format;
    this.assembler = assembler;
    this.encoder = format.encoder(Limits.DEFAULT, zone);
    this.ordinary = new OrdinaryLines(format, source, new TextEncoder(zone), redaction);
  }

  /**
   * For the configuration. A wrong value, and a part that is not known, keeps the configuration
   * from starting.
   *
   * @param node where the layout stands in the configuration; null outside of one
   * @param configuration the one being read
   * @param format the name of an {@link EventFormat}
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
    EventFormat form = format == null ? EventFormat.JSON : EventFormat.find(format);
    if (form == null) {
      refuse(configuration, "format \"" + format + "\": use " + EventFormat.names());
      form = EventFormat.JSON;
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
    String name = source == null || source.isBlank() ? Sources.byDefault() : source;
    return new SecurityEventLayout(
        form,
        zoneId,
        name,
        new EventAssembler(
            known,
            name,
            AuditSettings.names(contextDetails),
            false,
            redaction::redactor,
            SharedRisk.of(configuration)::model,
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
    } else {
      encoder.encode(work.draft, work.bytes);
    }
    work.bytes.put('\n');
  }

  @Override
  public String getContentType() {
    return format == EventFormat.TEXT
        ? "text/plain; charset=UTF-8"
        : "application/x-ndjson; charset=UTF-8";
  }

  @Override
  public String toString() {
    return "SecurityEventLayout(" + format.text() + ")";
  }
}
