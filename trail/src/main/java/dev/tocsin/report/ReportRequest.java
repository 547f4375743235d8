package dev.tocsin.report;

import dev.tocsin.event.EventTypes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a report is to be about.
 *
 * @param folders of the journals, as they are to be named
 * @param types those that are known
 * @param typesFile the file that some of them are from, or null
 * @param from the first instant
 * @param to the instant behind the last
 * @param now when it is made
 * @param framework the one whose controls it goes through
 * @param top how many addresses and users it tells
 * @param demands what verification demanded, in a sentence
 * @param verifyCommand the command that verifies so, without the folders
 */
public record ReportRequest(
    List<Path> folders,
    EventTypes types,
    @Nullable Path typesFile,
    Instant from,
    Instant to,
    Instant now,
    Optional<Framework> framework,
    int top,
    String demands,
    List<String> verifyCommand) {

  /**
   * The lists are copied.
   *
   * @throws IllegalArgumentException if it ends before it begins
   */
  public ReportRequest {
    folders = List.copyOf(folders);
    verifyCommand = List.copyOf(verifyCommand);
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "a report from " + from + " to " + to + ": ends too early");
    }
  }
}
