package dev.tocsin.spring;

import java.lang.module.ModuleDescriptor.Version;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/** Spring Boot's own list of versions may name a Log4j that is older than what Tocsin needs. */
final class Log4jVersion {
  /** The oldest without the known faults that let events be lost or forged. */
  static final String NEEDED = "2.26.1";

  private Log4jVersion() {}

  static void warnIfOld() {
    String version = LoggerContext.class.getPackage().getImplementationVersion();
    if (isOld(version)) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: Log4j {} is older than {}, which Tocsin needs; set the property"
                  + " log4j2.version of the build to {} or newer",
              version,
              NEEDED,
              NEEDED);
    }
  }

  /** Whether a version, null if none is known, comes before the one that is needed. */
  static boolean isOld(@Nullable String version) {
    if (version == null) {
      return false;
    }
    try {
      return Version.parse(version).compareTo(Version.parse(NEEDED)) < 0;
    } catch (IllegalArgumentException e) {
      // Somebody's own build: nothing is known of it.
      return false;
    }
  }
}
