package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class VocabularyTablesTest {
  private static final String PAGE = "docs/vocabularies.md";

  @Test
  void tableOfTypesIsCurrent() throws IOException {
    new GeneratedPart(PAGE, "types").isCurrent(VocabularyTables.types());
  }

  @Test
  void tableOfFieldsIsCurrent() throws IOException {
    new GeneratedPart(PAGE, "fields").isCurrent(VocabularyTables.fields());
  }

  /** Nothing of an event is lost on its way into another form. */
  @Test
  void everyFieldHasAPlace() throws IOException {
    assertThat(VocabularyTables.withoutPlace()).isEmpty();
  }
}
