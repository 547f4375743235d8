package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The runbook has an entry for whatever the product tells of itself. */
class OperationsPageTest {
  private static final Page PAGE = Page.of("docs/operations.md");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| [^|]+ \\| [^|]+ \\|");

  @Test
  void everyEventOfTheProductsOwnHasASection() {
    List<String> types =
        EventTypes.builtIn().all().stream()
            .filter(type -> type.category() == Category.AUDIT && type.isReserved())
            .map(EventType::name)
            .toList();
    assertThat(types).contains("audit_started", "audit_accessed").hasSize(10);
    assertThat(PAGE.lines().stream().filter(line -> line.startsWith("### audit_")))
        .containsExactlyElementsOf(types.stream().map(type -> "### " + type).toList());
  }

  @Test
  void everyFigureHasARowThatSaysWhatItMeansAndWhatToDo() {
    List<String> attributes =
        Arrays.stream(AuditHealth.class.getMethods())
            .map(Method::getName)
            .map(name -> name.replaceFirst("^(get|is)", ""))
            .toList();
    assertThat(attributes).contains("Writable", "NotRecorded").hasSizeGreaterThan(20);
    assertThat(
            PAGE.lines().stream()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(attributes);
  }
}
