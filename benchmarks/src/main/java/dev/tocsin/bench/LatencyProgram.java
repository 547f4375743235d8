package dev.tocsin.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How long an audit call takes at worst, under a steady load: with nothing beside it; with small
 * files that roll several times a second, are compressed and deleted, the shipped rules and a
 * bridge; the same with a disk that others keep busy; and with a flush for each call. Two floors
 * stand beside them: the same lines into a {@link FlushedFile plain file}, and in each run what
 * stood still for everybody in the same seconds, see {@link Hiccups}.
 *
 * <p>Each in a JVM of its own. Its collector is ZGC, which hardly stops anybody: G1's pauses, a
 * form of their own, are longer than all that is measured here.
 */
final class LatencyProgram {
  private static final List<Integer> THREADS = List.of(1, 8);

  private LatencyProgram() {}

  static List<Figure> run(boolean quick) throws IOException, InterruptedException {
    return run(List.of(LatencyForm.values()), quick);
  }

  /** The form that something is asked of, alone. */
  static List<Figure> rolling(boolean quick) throws IOException, InterruptedException {
    return run(List.of(LatencyForm.ROLLING), quick);
  }

  private static List<Figure> run(List<LatencyForm> forms, boolean quick)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (LatencyForm form : forms) {
      for (int threads : THREADS) {
        List<String> lines =
            ChildJvm.run(
                List.of("-Xmx1g", form.collector()),
                LatencyChild.class,
                List.of(form.name(), Integer.toString(threads), quick ? "20" : "60"));
        for (String line : lines) {
          Figure figure = Figure.parse(line);
          figures.add(figure);
          System.out.println(figure.text());
        }
      }
    }
    return figures;
  }
}
