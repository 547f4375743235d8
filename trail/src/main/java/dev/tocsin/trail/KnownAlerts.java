package dev.tocsin.trail;

import dev.tocsin.event.EventView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The alerts that journals tell of, in their order. Not thread-safe. */
public final class KnownAlerts {
  private final Map<UUID, AlertRecord> all = new LinkedHashMap<>();

  /** Takes an event of whatever type. */
  public void take(EventView event) {
    AlertRecord.take(event, all);
  }

  /** All of them, by when they began. */
  public List<AlertRecord> all() {
    return new ArrayList<>(all.values());
  }
}
