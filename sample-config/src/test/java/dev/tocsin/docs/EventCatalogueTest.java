package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
  private static final String PAGE = "docs/events.md";

  @Test
  void tableOfFieldsIsCurrent() throws IOException {
    new GeneratedPart(PAGE, "fields").isCurrent(EventCatalogue.fields());
  }

  @Test
  void tablesOfTypesAreCurrent() throws IOException {
    new GeneratedPart(PAGE, "types").isCurrent(EventCatalogue.types());
  }

  @Test
  void tableOfReservedTypesIsCurrent() throws IOException {
    new GeneratedPart(PAGE, "reserved").isCurrent(EventCatalogue.reserved());
  }

  @Test
  void namesEveryType() {
    assertThat(EventTypes.builtIn().all())
        .extracting(EventType::name)
        .allSatisfy(
            name ->
                assertThat(EventCatalogue.types() + EventCatalogue.reserved())
                    .contains("| `" + name + "`"));
  }
}
