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

  /** A dependency on Tocsin must be on a module that there is, in the version that it has. */
  static void checkDependency(CodeBlock block) throws IOException {
    Document parent = parse(Files.readString(Checkout.ROOT.resolve("pom.xml")));
    String version = child(parent.getDocumentElement(), "version");
    Document shown = parse(block.text());
    NodeList dependencies = shown.getElementsByTagName("dependency");
    List<String> artifacts = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (child(dependency, "groupId").equals("dev.tocsin")) {
        artifacts.add(child(dependency, "artifactId"));
        assertThat(child(dependency, "version")).as(block.where()).isEqualTo(version);
      }
    }
    assertThat(artifacts).as(block.where()).isNotEmpty().isSubsetOf(modules(parent));
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
