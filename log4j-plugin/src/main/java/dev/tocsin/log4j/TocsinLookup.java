package dev.tocsin.log4j;

import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.lookup.StrLookup;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${tocsin:pid}} in a configuration: the process id, for journals of processes that share a
 * folder. Log4j has no lookup of its own for it.
 */
@Plugin(name = "tocsin", category = StrLookup.CATEGORY)
public final class TocsinLookup implements StrLookup {
  @Override
  public @Nullable String lookup(@Nullable String key) {
    return key != null && key.toLowerCase(Locale.ROOT).equals("pid")
        ? Long.toString(ProcessHandle.current().pid())
        : null;
  }

  @Override
  public @Nullable String lookup(@Nullable LogEvent event, @Nullable String key) {
    return lookup(key);
  }
}
