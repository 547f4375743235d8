package dev.tocsin.log4j;

import dev.tocsin.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration of Log4j was read from.
 *
 * @param location a file or URL; the configuration's name where a program made it
 * @param sha256 of the bytes that are there now, 64 hexadecimal digits; null where they can't be
 *     read. Of several files it is over all of them, one after the other
 */
record ConfigurationOrigin(String location, @Nullable String sha256) {

  /** That of a configuration which has just been read. */
  static ConfigurationOrigin of(Configuration configuration) {
    ConfigurationSource source = configuration.getConfigurationSource();
    String location = source == null ? null : source.getLocation();
    String name = configuration.getName();
    return new ConfigurationOrigin(
        location != null ? location : name != null && !name.isEmpty() ? name : "a program",
        sha256(configuration));
  }

  private static @Nullable String sha256(Configuration configuration) {
    MessageDigest digest = Sha256.digest();
    boolean any = false;
    try {
      for (ConfigurationSource text : UnknownParts.texts(configuration)) {
        try (InputStream in = text.getInputStream()) {
          if (in != null) {
            digest.update(in.readAllBytes());
            any = true;
          }
        }
      }
    } catch (IOException e) {
      // A program made it, or the file is gone: the settings themselves are told all the same.
      return null;
    }
    return any ? HexFormat.of().formatHex(digest.digest()) : null;
  }
}
