package dev.tocsin.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one run found. */
record Results(List<Row> rows, List<Figure> figures) {

  Results {
    rows = List.copyOf(rows);
    figures = List.copyOf(figures);
  }

  /** A benchmark of Tocsin's own class path, by the threads that called it. */
  Optional<Row> row(String name, int threads) {
    return row(ClassPath.LOG4J, name, "", threads);
  }

  /** A benchmark of one thread with a parameter. */
  Optional<Row> row(String name, String parameter) {
    return row(ClassPath.LOG4J, name, parameter, 1);
  }

  Optional<Row> row(String classPath, String name, String parameter, int threads) {
    return rows.stream()
        .filter(
            row ->
                row.classPath().equals(classPath)
                    && row.name().equals(name)
                    && row.parameter().equals(parameter)
                    && row.threads() == threads)
        .findFirst();
  }

  /** A program's figure. */
  OptionalDouble figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToDouble(Figure::value)
        .findFirst();
  }

  /**
   * Nanoseconds that an event's bytes cost at the least on a class path: encoding, HMAC and write.
   * The encoder is Tocsin's everywhere, as the floor of encoding is one.
   */
  OptionalDouble floors(String classPath) {
    Optional<Row> encode = row("floor_encode", 1);
    Optional<Row> hmac = row(classPath, "floor_hmac", "", 1);
    Optional<Row> write = row(classPath, "floor_write", "", 1);
    if (encode.isEmpty() || hmac.isEmpty() || write.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(encode.get().ns() + hmac.get().ns() + write.get().ns());
  }
}
