package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsCommandTest {
  private static final int EVENTS = 2_000;

  @TempDir private Path folder;

  private CommandLineRun stats(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stats", "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private void record(String lines) {
    CommandLineRun run =
        CommandLineRun.withInput(lines, "emit", "--stdin", "--dir", folder.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private void recordMany() {
    Random random = new Random(5);
    List<String> types = List.of("auth_failure", "auth_success", "lockout", "auth_account_locked");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      lines.append(
          String.format(
              "{\"event_type\":\"%s\",\"timestamp\":\"2026-01-%02dT%02d:59:59.999999Z\",\"success\":%s,"
                  + "\"user_id\":\"u%d\",\"ip_address\":\"198.51.%d.7\"}%n",
              types.get(random.nextInt(types.size())),
              1 + random.nextInt(9),
              random.nextInt(24),
              random.nextBoolean(),
              random.nextInt(30),
              random.nextInt(40)));
    }
    record(lines.toString());
  }

  /** How often each value of a member stands in lines that match, by the raw text. */
  private Map<String, Long> recounted(String member, String lines) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    Pattern value = Pattern.compile(",?\"" + member + "\":\"?([^\",}]*)");
    Pattern wanted = Pattern.compile(lines);
    for (String file : List.of("security_audit.log", "security_cases.log")) {
      if (!Files.exists(folder.resolve(file))) {
        continue;
      }
      for (String line : Files.readAllLines(folder.resolve(file))) {
        Matcher matcher = value.matcher(line);
        if (line.contains("\"event_type\"") && wanted.matcher(line).find() && matcher.find()) {
          counts.merge(matcher.group(1), 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  /** All numbers of an object, by their paths; those in lists by what stands before them. */
  private static Map<String, Long> numbers(String json) throws IOException {
    Map<String, Long> numbers = new TreeMap<>();
    String name = "";
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          name = parser.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
          String outer = parser.getParsingContext().getParent().getCurrentName();
          boolean listed = parser.getParsingContext().getParent().inArray();
          String path =
              listed
                  ? name + "." + parser.currentName()
                  : (outer == null ? "" : outer + ".") + parser.currentName();
          numbers.put(path, parser.getLongValue());
        }
      }
    }
    return numbers;
  }

  private static Map<String, Long> below(String name, Map<String, Long> numbers) {
    Map<String, Long> below = new TreeMap<>();
    numbers.forEach(
        (path, value) -> {
          if (path.startsWith(name + ".") && value > 0) {
            below.put(path.substring(name.length() + 1), value);
          }
        });
    return below;
  }

  /** T24: each count is that of the lines. */
  @Test
  void everyCountIsThatOfTheLines() throws Exception {
    recordMany();
    // Counted before the read of this command adds itself.
    Map<String, Long> types = recounted("event_type", "");
    Map<String, Long> severities = recounted("severity", "");
    Map<String, Long> outcomes = recounted("success", "");
    Map<String, Long> users = recounted("user_id", "");
    Map<String, Long> failures = recounted("user_id", "\"success\":false");
    CommandLineRun run = stats("--format", "json", "--top", "1000");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).hasLineCount(1);
    Map<String, Long> told = numbers(run.out());
    assertThat(told.get("total_events"))
        .isEqualTo(types.values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThan(EVENTS);
    assertThat(below("events_by_type", told)).isEqualTo(types);
    assertThat(below("events_by_severity", told)).isEqualTo(severities);
    assertThat(told.get("events_by_outcome.success")).isEqualTo(outcomes.get("true"));
    assertThat(told.get("events_by_outcome.failure")).isEqualTo(outcomes.get("false"));
    users.forEach(
        (user, count) -> {
          assertThat(told.get(user + ".events")).as(user).isEqualTo(count);
          assertThat(told.get(user + ".failures"))
              .as(user)
              .isEqualTo(failures.getOrDefault(user, 0L));
        });
    Map<String, Long> hours = new TreeMap<>();
    recounted("timestamp", "")
        .forEach((time, count) -> hours.merge(time.substring(11, 13), count, Long::sum));
    // What the read itself recorded came after.
    String now = recounted("timestamp", "audit_accessed").keySet().iterator().next();
    hours.merge(now.substring(11, 13), -1L, Long::sum);
    hours.values().removeIf(count -> count == 0);
    assertThat(below("events_by_hour", told)).isEqualTo(hours);
    Map<String, Long> of5 =
        numbers(
            stats(
                    "--format",
                    "json",
                    "--from",
                    "2026-01-05T00:00:00Z",
                    "--to",
                    "2026-01-06T00:00:00Z")
                .out());
    assertThat(below("events_by_type", of5))
        .isEqualTo(recounted("event_type", "\"timestamp\":\"2026-01-05T"));
  }

  @Test
  void figuresOfNowAreThoseOfPlan06() throws Exception {
    Instant now = Instant.now();
    StringBuilder lines = new StringBuilder();
    for (Object[] each :
        new Object[][] {
          {"qr_generated", 10, ""},
          {"qr_generated", 70, ""},
          {"pin_verified", 20, ",\"session_id\":\"s1\""},
          {"auth_success", 21, ",\"session_id\":\"s1\""},
          {"auth_success", 1500, ",\"session_id\":\"s2\""},
          {"pin_failed", 30, ",\"session_id\":\"s3\""},
          {"pin_failed", 31, ",\"session_id\":\"s3\""},
          {"lockout", 5, ",\"user_id\":\"bob\""},
        }) {
      lines
          .append("{\"event_type\":\"")
          .append(each[0])
          .append("\",\"timestamp\":\"")
          .append(now.minus(Duration.ofMinutes((Integer) each[1])))
          .append("\"")
          .append(each[2])
          .append("}\n");
    }
    record(lines.toString());
    assertThat(
            CommandLineRun.of(
                    "ip", "block", "203.0.113.7", "--for", "2h", "--dir", folder.toString())
                .exitCode())
        .isZero();
    Map<String, Long> told =
        numbers(stats("--format", "json", "--to", "2020-01-01T00:00:00Z").out());
    assertThat(told)
        .containsEntry("total_events", 0L)
        .containsEntry("blocked_ips", 1L)
        .containsEntry("qr_sessions_last_hour", 1L)
        .containsEntry("successful_logins_24h", 1L)
        .containsEntry("failed_attempts_last_hour", 1L)
        .containsEntry("locked_sessions", 1L);
    assertThat(told.get("recent_activity_24h")).isGreaterThanOrEqualTo(7);
    assertThat(stats().out())
        .contains("blocked_ips                1\n", "TYPE ", "CLIENT", "pin_failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2 | --top many | --top \"many\": use a whole number from 0 to 1000",
        "2 | --format csv | --format \"csv\": use table or json",
        "2 | --from -1d --to -2d | --from \"-1d\", --to \"-2d\": nothing is between them",
        "2 | --from soon | --from \"soon\": use RFC 3339",
        "3 | --top 5 | no journal there",
      })
  void badInputGetsOneLine(int exitCode, String arguments, String part) {
    CommandLineRun run = stats(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(part);
  }
}
