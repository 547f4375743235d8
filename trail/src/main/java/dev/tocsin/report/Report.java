package dev.tocsin.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A report on some folders of journals.
 *
 * @param folders what was read, as it was named
 * @param from the first instant
 * @param to the instant behind the last
 * @param made when it was made
 * @param events how many there were in that time
 * @param framework the one whose controls it goes through
 * @param verdict whether the trail is whole, in one sentence
 * @param exitCode what verification came to: 0, 1, 3 or 4
 * @param sections its parts, in their order
 */
public record Report(
    List<String> folders,
    Instant from,
    Instant to,
    Instant made,
    long events,
    Optional<Framework> framework,
    Cell.Mark verdict,
    int exitCode,
    List<Section> sections) {

  /** The lists are copied. */
  public Report {
    folders = List.copyOf(folders);
    sections = List.copyOf(sections);
  }

  /** The section of that name. */
  public Section section(String id) {
    return sections.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
