package dev.tocsin.log4j;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.PluginVisitorStrategy;
import org.apache.logging.log4j.core.config.plugins.visitors.AbstractPluginVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Marks the first field of a plugin's builder: a list of the plugin's elements that Log4j does not
 * know or could not make, one message each. Log4j's own injection fails on unknown ones, and then
 * runs on without the whole plugin; so they are taken out of its way.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@PluginVisitorStrategy(UnusableElements.Visitor.class)
@interface UnusableElements {

  /** Collects the messages. Made by Log4j. */
  final class Visitor extends AbstractPluginVisitor<UnusableElements> {
    public Visitor() {
      super(UnusableElements.class);
    }

    @Override
    public Object visit(
        Configuration configuration, Node node, @Nullable LogEvent event, StringBuilder log) {
      List<String> names = new ArrayList<>();
      collect(node, names);
      node.getChildren().removeIf(child -> child.getType() == null || child.getObject() == null);
      return names;
    }

    private static void collect(Node node, List<String> names) {
      for (Node child : node.getChildren()) {
        int before = names.size();
        collect(child, names);
        boolean explained = names.size() > before;
        if (child.getType() == null || (child.getObject() == null && !explained)) {
          names.add(child.getName());
        }
      }
    }
  }
}
