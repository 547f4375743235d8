package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.sql.TrailRows;
import dev.tocsin.trail.sql.TrailSql;
import dev.tocsin.trail.sql.TrailSqlException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin sql}: a question in SQL. */
@Command(
    name = "sql",
    header = "Ask in SQL: the tables are security_events, security_alerts, suspicious_ips.",
    customSynopsis = {
      "tocsin sql [--dir DIR]... [--format FORMAT] [--timeout SECONDS]",
      "       [--memory MB] [--types FILE] \"SELECT ...\""
    },
    description = {
      "",
      "DuckDB answers, over the audit files as they lie there, and can only read these: whatever"
          + " the question says, nothing is written and no other file is opened. Who asks is"
          + " recorded in security_cases.log beside the journal, with the question.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin sql \"DESCRIBE security_events\"",
      "  tocsin sql \"SELECT ip_address, count(*) FROM security_events",
      "    WHERE NOT success AND timestamp > now() - INTERVAL 1 DAY",
      "    GROUP BY ALL ORDER BY 2 DESC LIMIT 10\""
    })
final class SqlCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 86_400;
  private static final int MIN_MEGABYTES = 64;
  private static final int MAX_MEGABYTES = 1_048_576;

  private final Output output;

  @Parameters(paramLabel = "SELECT", description = "One SELECT, in quotes for the shell.")
  String question = "";

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table; json: one object a line; csv (default: table).")
  String format = "table";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up after so long, 1 to 86400 (default: 600).")
  String timeout = Long.toString(TrailSql.DEFAULT_TIMEOUT.toSeconds());

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Megabytes that DuckDB may take, beside Java's own, from 64 (default: 512).")
  String memory = Long.toString(TrailSql.DEFAULT_MEMORY_BYTES >> 20);

  SqlCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RowPrinter printer = RowPrinter.of(format, output);
    Duration longest =
        Duration.ofSeconds(NumberArgument.parse("--timeout", timeout, 1, MAX_SECONDS));
    long bytes =
        (long) NumberArgument.parse("--memory", memory, MIN_MEGABYTES, MAX_MEGABYTES) << 20;
    EventTypes types = journals.types();
    boolean answered =
        journals.read(
            types,
            output,
            (trail, damage) -> {
              try (TrailSql sql =
                  TrailSql.open(journals.folders(), types, bytes, longest, damage)) {
                return answer(sql, printer);
              }
            });
    if (!answered) {
      output.note("no rows");
    }
    return journals.exitCode();
  }

  /** Whether there is any row. */
  private boolean answer(TrailSql sql, RowPrinter printer) throws IOException {
    try (TrailRows rows = sql.query(question)) {
      journals.recordRows(
          rows.isWhole() ? OptionalLong.of(rows.waiting()) : OptionalLong.empty(), output);
      printer.head(rows.columns());
      boolean any = false;
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        printer.row(row);
        any = true;
      }
      printer.end();
      return any;
    } catch (TrailSqlException e) {
      String message = String.valueOf(e.getMessage());
      throw switch (e.kind()) {
        case QUESTION -> new CliException(ExitCode.USAGE, message, e);
        case BOUND -> CliException.data(message + " (--memory MB, --timeout SECONDS)", e);
        case DATA -> CliException.data(message, e);
      };
    }
  }
}
