package dev.tocsin.log4j;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.composite.CompositeConfiguration;
import org.apache.logging.log4j.core.config.plugins.util.PluginManager;
import org.apache.logging.log4j.core.util.NetUtils;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Attributes and elements of a plugin that Log4j does not know. Log4j reports them and starts all
 * the same, so that a misspelt {@code <Retension days="400"/>} would delete after 30 days.
 *
 * <p>An attribute that no one took is still in the plugin's node. An unknown element is not in the
 * tree that Log4j built, so the configuration's text is read once more, where there is one.
 */
final class UnknownParts {
  private final PluginManager plugins = new PluginManager(Node.CATEGORY);

  private UnknownParts() {
    plugins.collectPlugins();
  }

  /**
   * One line for each part of an element that is not known, by its name in front; none outside of a
   * configuration.
   *
   * @param element the name of the element
   * @param knownAttributes for the message
   */
  static List<String> told(
      String element,
      @Nullable Node node,
      @Nullable Configuration configuration,
      String knownAttributes) {
    return node == null || configuration == null
        ? List.of()
        : of(node, configuration, List.of(), knownAttributes).stream()
            .map(unknown -> element + " " + unknown)
            .toList();
  }

  /**
   * One line for each part that is not known.
   *
   * @param node of the plugin, once its attributes were taken
   * @param unusable names of elements that are known to be of no use
   * @param knownAttributes for the message
   */
  static List<String> of(
      Node node, Configuration configuration, List<String> unusable, String knownAttributes) {
    Set<String> elements = new LinkedHashSet<>(unusable);
    elements.addAll(new UnknownParts().elementsInText(configuration, node.getName()));
    List<String> unused = node.getChildren().stream().map(Node::getName).toList();
    List<String> unknown = new ArrayList<>();
    for (String name : new TreeSet<>(node.getAttributes().keySet())) {
      // Log4j takes an empty element that it does not know for an attribute.
      if (!elements.contains(name)) {
        unknown.add("unknown attribute \"" + name + "\": use one of " + knownAttributes);
      }
    }
    for (String name : elements) {
      unknown.add(
          "element \""
              + name
              + "\": Log4j has no such plugin, or can't make it from what stands here; correct or"
              + " remove it");
    }
    for (String name : unused) {
      unknown.add(
          "element \"" + name + "\": has no use here, or stands here a second time; remove it");
    }
    return unknown;
  }

  private List<String> elementsInText(Configuration configuration, String plugin) {
    List<String> unknown = new ArrayList<>();
    try {
      for (ConfigurationSource source : texts(configuration)) {
        try (InputStream in = source.getInputStream()) {
          if (in != null) {
            unknown.addAll(elements(in.readAllBytes(), plugin));
          }
        }
      }
    } catch (IOException e) {
      // Configurations that a program makes have no text; Log4j's own report remains.
      return List.of();
    }
    return unknown;
  }

  /** What the configuration was read from, to be read again. */
  static List<ConfigurationSource> texts(Configuration configuration) throws IOException {
    List<ConfigurationSource> texts = new ArrayList<>();
    if (configuration instanceof CompositeConfiguration) {
      // It does not tell its parts; they are where the property says, unless a program made it.
      String files =
          PropertiesUtil.getProperties()
              .getStringProperty(ConfigurationFactory.CONFIGURATION_FILE_PROPERTY, "");
      for (String file : AuditSettings.names(files)) {
        add(ConfigurationSource.fromUri(NetUtils.toURI(file)), texts);
      }
    } else if (configuration.getConfigurationSource() != null) {
      add(configuration.getConfigurationSource().resetInputStream(), texts);
    }
    return texts;
  }

  private static void add(@Nullable ConfigurationSource text, List<ConfigurationSource> texts) {
    if (text != null) {
      texts.add(text);
    }
  }

  private List<String> elements(byte[] text, String plugin) {
    int first = 0;
    while (first < text.length && (text[first] <= ' ' || text[first] == (byte) 0xEF)) {
      first++;
    }
    if (first < text.length && text[first] == '<') {
      return xmlElements(text, plugin);
    }
    return yamlElements(text, plugin);
  }

  private List<String> xmlElements(byte[] text, String plugin) {
    List<String> unknown = new ArrayList<>();
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(text));
      NodeList all = document.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        if (all.item(i) instanceof Element element
            && isBelow(element, plugin)
            && plugins.getPluginType(localName(element)) == null) {
          unknown.add(localName(element));
        }
      }
    } catch (ParserConfigurationException | SAXException | IOException e) {
      // Log4j has read it: what this parser refuses is left to Log4j's own report.
      return List.of();
    }
    return unknown;
  }

  private static boolean isBelow(Element element, String plugin) {
    org.w3c.dom.Node parent = element.getParentNode();
    while (parent instanceof Element above) {
      if (localName(above).equalsIgnoreCase(plugin)) {
        return true;
      }
      parent = above.getParentNode();
    }
    return false;
  }

  private static String localName(Element element) {
    String name = element.getTagName();
    return name.substring(name.indexOf(':') + 1);
  }

  /** JSON is YAML, so one parser reads both. */
  private List<String> yamlElements(byte[] text, String plugin) {
    List<String> unknown = new ArrayList<>();
    try {
      Object root =
          new Load(LoadSettings.builder().build())
              .loadFromInputStream(new ByteArrayInputStream(text));
      walk("", root, plugin, false, unknown);
    } catch (YamlEngineException e) {
      // A properties file, whose unknown parts are in Log4j's tree.
      return List.of();
    }
    return unknown;
  }

  private void walk(
      String key, @Nullable Object value, String plugin, boolean below, List<String> unknown) {
    if (value instanceof List<?> list) {
      list.forEach(each -> walk(key, each, plugin, below, unknown));
    } else if (value instanceof Map<?, ?> map) {
      if (below && isUnknownElement(key, map)) {
        unknown.add(key);
      }
      boolean inside = below || typeOf(key, map).equalsIgnoreCase(plugin);
      map.forEach((name, child) -> walk(String.valueOf(name), child, plugin, inside, unknown));
    }
  }

  private boolean isUnknownElement(String key, Map<?, ?> element) {
    return plugins.getPluginType(typeOf(key, element).toLowerCase(Locale.ROOT)) == null;
  }

  private static String typeOf(String key, Map<?, ?> element) {
    Object type = element.get("type");
    return type == null ? key : type.toString();
  }
}
