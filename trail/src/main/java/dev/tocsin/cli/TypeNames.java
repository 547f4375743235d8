package dev.tocsin.cli;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.util.Iterator;

/** The names that the shell offers after {@code --type}. */
final class TypeNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return EventTypes.builtIn().all().stream().map(EventType::name).iterator();
  }
}
