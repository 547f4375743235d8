package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.bench.JmhRun.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the benchmarks and prints one table: {@code [--quick|--full] [--docs] [--json FILE]
 * [NAME]...}. Without names it is the whole table, with the peers; {@code --docs} writes it into
 * {@code docs/performance.md}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      run(List.of(args));
    } catch (IllegalArgumentException e) {
      end(2, e);
    } catch (IOException e) {
      end(1, e);
    }
  }

  private static void end(int exit, Exception why) {
    System.err.println("benchmarks/run: " + why.getMessage());
    System.exit(exit);
  }

  private static void run(List<String> args) throws IOException, InterruptedException {
    List<ClassPath> classPaths = ClassPath.all();
    Options options = Options.parse(args);
    Plan plan =
        options.names().isEmpty()
            ? Plan.table(classPaths, options.full())
            : Plan.named(classPaths, options.names(), options.full());
    Surroundings surroundings = Surroundings.look(classPaths);
    Report report = new Report(measure(plan, options.full()), surroundings);
    System.out.print(report.text());
    Path json = options.json();
    if (json != null) {
      Files.writeString(json, report.json(), UTF_8);
    }
    if (options.docs()) {
      report.writePage(BackEnd.home().resolve("docs"));
    }
  }

  private static Results measure(Plan plan, boolean full) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (String program : plan.programs()) {
      figures.addAll(Programs.run(program, !full));
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<ClassPath, List<Batch>> each : plan.batches().entrySet()) {
      rows.addAll(each.getKey().run(each.getValue()));
    }
    return new Results(rows, figures);
  }
}
