package dev.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Looks whether a file is well-formed XML before Log4j reads it, as the parser that Log4j uses
 * prints what it finds to standard error on its own.
 */
final class XmlCheck {
  private XmlCheck() {}

  /**
   * @throws CliException with code 3 and the place of the first error
   * @throws IOException if the file can't be read
   */
  static void requireWellFormed(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      SAXParserFactory factory = SAXParserFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.newSAXParser().parse(in, new NothingOutside());
    } catch (SAXParseException e) {
      throw CliException.data(
          file
              + ":"
              + e.getLineNumber()
              + ":"
              + e.getColumnNumber()
              + ": no XML: "
              + e.getMessage()
              + " Mend it there",
          e);
    } catch (SAXException | ParserConfigurationException e) {
      throw CliException.data(file + ": no XML: " + e.getMessage() + ": mend it", e);
    }
  }

  /** Tells errors by exceptions, and reads nothing but the file. */
  private static final class NothingOutside extends DefaultHandler {
    @Override
    public InputSource resolveEntity(String publicId, String systemId) {
      return new InputSource(InputStream.nullInputStream());
    }
  }
}
