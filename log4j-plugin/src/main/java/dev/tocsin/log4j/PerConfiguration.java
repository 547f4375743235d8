package dev.tocsin.log4j;

import java.util.function.Supplier;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/** What the plugins of one configuration share, whichever of them is made first. Thread-safe. */
final class PerConfiguration {
  private PerConfiguration() {}

  /**
   * The one object of a name in a configuration.
   *
   * @param configuration null for an object of one's own
   * @param make makes it for the first who asks
   */
  static <T> T get(@Nullable Configuration configuration, String name, Supplier<T> make) {
    if (configuration == null) {
      return make.get();
    }
    synchronized (configuration) {
      T present = configuration.getComponent(name);
      if (present == null) {
        present = make.get();
        configuration.addComponent(name, present);
      }
      return present;
    }
  }
}
