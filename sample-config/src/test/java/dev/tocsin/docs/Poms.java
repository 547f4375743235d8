package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Holds what the documentation says of Maven against the build. */
final class Poms {
  private Poms() {}

  /** A dependency on Tocsin must be on a module that there is; versions must be the build's. */
  static void checkDependency(CodeBlock block) throws IOException {
    Document parent = parent();
    Document shown = parse(block.text());
    NodeList dependencies = shown.getElementsByTagName("dependency");
    assertThat(dependencies.getLength()).as(block.where()).isNotZero();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      String version = child(dependency, "version");
      if (child(dependency, "groupId").equals("dev.tocsin")) {
        assertThat(child(dependency, "artifactId")).as(block.where()).isIn(modules(parent));
        assertThat(version).as(block.where()).isEqualTo(version());
      } else if (child(dependency, "groupId").equals("org.apache.logging.log4j")) {
        assertThat(version).as(block.where()).isEqualTo(property("log4j.version"));
      }
    }
  }

  /** The version of everything that is built here. */
  static String version() throws IOException {
    return child(parent().getDocumentElement(), "version");
  }

  /** The version in which the build asks for one of Maven's own plugins. */
  static String versionOfPlugin(String artifact) throws IOException {
    NodeList plugins = parent().getElementsByTagName("plugin");
    for (int i = 0; i < plugins.getLength(); i++) {
      Element plugin = (Element) plugins.item(i);
      if (child(plugin, "artifactId").equals(artifact)) {
        return child(plugin, "version");
      }
    }
    throw new IllegalArgumentException(artifact + ": no such plugin in pom.xml");
  }

  private static String property(String name) throws IOException {
    return parent().getElementsByTagName(name).item(0).getTextContent();
  }

  private static Document parent() throws IOException {
    return parse(Files.readString(Checkout.ROOT.resolve("pom.xml")));
  }

  private static List<String> modules(Document parent) throws IOException {
    NodeList modules = parent.getElementsByTagName("module");
    List<String> artifacts = new ArrayList<>();
    for (int i = 0; i < modules.getLength(); i++) {
      String name = modules.item(i).getTextContent();
      Document pom = parse(Files.readString(Checkout.ROOT.resolve(name).resolve("pom.xml")));
      artifacts.add(child(pom.getDocumentElement(), "artifactId"));
    }
    return artifacts;
  }

  private static String child(Element element, String name) {
    NodeList children = element.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i).getNodeName().equals(name)) {
        return children.item(i).getTextContent().strip();
      }
    }
    return "";
  }

  private static Document parse(String xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }
}
