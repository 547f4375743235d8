package dev.tocsin.log4j;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.NullAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.util.PluginType;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that is made to be looked at: Log4j would open the files of most appenders while
 * it reads them, and connect others. Here only audit appenders and those that hand events on are
 * made; in the place of each other one stands one that does nothing. It is never started.
 */
final class InspectedConfiguration extends AbstractConfiguration {
  /** Keys of the appenders that are made: nothing is opened before they are started. */
  private static final Set<String> MADE =
      Set.of("securityaudit", "async", "rewrite", "routing", "failover");

  /** Loggers with a queue are made without one, for which the library may not be at hand. */
  private static final Map<String, String> WITHOUT_QUEUE =
      Map.of("asynclogger", "Logger", "asyncroot", "Root");

  private final AbstractConfiguration text;
  private final Set<String> asyncLoggers = new HashSet<>();
  private final List<AuditInspection.OtherFile> otherFiles = new ArrayList<>();
  private final List<AuditInspection.Deletion> deletions = new ArrayList<>();

  /**
   * @param text what Log4j made of the file, not initialized
   */
  InspectedConfiguration(LoggerContext context, AbstractConfiguration text) {
    super(context, text.getConfigurationSource());
    this.text = text;
    this.isShutdownHookEnabled = text.isShutdownHookEnabled();
    this.pluginPackages.addAll(text.getPluginPackages());
  }

  @Override
  public void setup() {
    text.getPluginManager().collectPlugins(text.getPluginPackages());
    text.setup();
    rootNode = text.getRootNode();
    withoutQueues(rootNode);
  }

  private void withoutQueues(Node node) {
    node.getChildren().replaceAll(this::withoutQueue);
    node.getChildren().forEach(this::withoutQueues);
  }

  private Node withoutQueue(Node node) {
    PluginType<?> type = node.getType();
    String name = type == null ? null : WITHOUT_QUEUE.get(type.getKey());
    if (name == null) {
      return node;
    }
    asyncLoggers.add(name.equals("Root") ? "" : attribute(node, "name", ""));
    Node plain =
        new Node(
            node.getParent(), name, pluginManager.getPluginType(name.toLowerCase(Locale.ROOT)));
    plain.getAttributes().putAll(node.getAttributes());
    plain.getChildren().addAll(node.getChildren());
    plain.setValue(node.getValue());
    return plain;
  }

  @Override
  public void createConfiguration(Node node, @Nullable LogEvent event) {
    PluginType<?> type = node.getType();
    if (type == null
        || !Appender.ELEMENT_TYPE.equals(type.getElementName())
        || MADE.contains(type.getKey())) {
      super.createConfiguration(node, event);
      return;
    }
    for (Node child : node.getChildren()) {
      PluginType<?> part = child.getType();
      // What a layout says about security events may be wrong, and then stops the start.
      if (part != null
          && (Layout.ELEMENT_TYPE.equals(part.getElementName())
              || Filter.ELEMENT_TYPE.equals(part.getElementName()))) {
        createConfiguration(child, event);
      }
    }
    String name = attribute(node, "name", node.getName());
    note(node, node.getName() + " \"" + name + "\"");
    node.setObject(NullAppender.createAppender(name));
  }

  private void note(Node appender, String name) {
    Path file = path(attribute(appender, "fileName", ""));
    if (file != null) {
      otherFiles.add(new AuditInspection.OtherFile(name, file));
    }
    noteDeletions(appender, name);
  }

  private void noteDeletions(Node node, String appender) {
    for (Node child : node.getChildren()) {
      if (child.getName().equalsIgnoreCase("Delete")) {
        Path folder = path(attribute(child, "basePath", ""));
        if (folder != null) {
          deletions.add(
              new AuditInspection.Deletion(
                  appender,
                  folder,
                  DeleteConditions.depth(attribute(child, "maxDepth", "1")),
                  DeleteConditions.of(child, this::attribute)));
        }
      }
      noteDeletions(child, appender);
    }
  }

  private static @Nullable Path path(String text) {
    try {
      return text.isBlank() ? null : Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      // Log4j will tell; no file of that name is an audit file.
      return null;
    }
  }

  private String attribute(Node node, String name, String otherwise) {
    for (Map.Entry<String, String> each : node.getAttributes().entrySet()) {
      if (each.getKey().equalsIgnoreCase(name)) {
        return getConfigurationStrSubstitutor().replace(each.getValue());
      }
    }
    return otherwise;
  }

  /** Names of loggers that hand events on through a queue; the root's is empty. */
  Set<String> asyncLoggers() {
    return Set.copyOf(asyncLoggers);
  }

  /** Files of appenders that are no audit appenders. */
  List<AuditInspection.OtherFile> otherFiles() {
    return List.copyOf(otherFiles);
  }

  /** What other appenders delete when they roll. */
  List<AuditInspection.Deletion> deletions() {
    return List.copyOf(deletions);
  }
}
