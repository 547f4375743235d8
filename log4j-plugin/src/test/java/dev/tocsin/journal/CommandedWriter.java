package dev.tocsin.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A process with a journal that does what it is told on standard input, one answer a line: {@code
 * open FILE}, {@code log N}, {@code roll}, {@code heard}, {@code close}, {@code read FOLDER}.
 */
final class CommandedWriter {
  private final Heard heard = new Heard();
  private @Nullable Journal journal;
  private @Nullable Caller caller;

  private CommandedWriter() {}

  public static void main(String[] args) throws IOException {
    CommandedWriter writer = new CommandedWriter();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(writer.answer(line));
    }
  }

  /** Opens a journal and closes it, for another class loader. */
  public static String tryOpen(String file) {
    CommandedWriter writer = new CommandedWriter();
    String answer = writer.answer("open " + file);
    writer.answer("close");
    return answer;
  }

  private String answer(String line) {
    String[] words = line.split(" ", 2);
    try {
      return switch (words[0]) {
        case "open" -> open(Path.of(words[1]));
        case "log" -> "logged to " + log(Integer.parseInt(words[1]));
        case "roll" -> roll();
        case "heard" -> String.join(" | ", heard.all());
        case "close" -> close();
        case "read" -> "read " + JournalReader.newest(Path.of(words[1]), 1_000, l -> true).size();
        default -> throw new IllegalArgumentException(line);
      };
    } catch (IOException | RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private String open(Path file) throws JournalException {
    Journal opened =
        Journal.open(
            JournalConfig.builder(file)
                .writer("child")
                .retention(new RetentionPolicy(Duration.ofDays(1), 0, 0, Duration.ZERO))
                .build(),
            heard);
    journal = opened;
    caller = new Caller(opened, "child");
    return "open";
  }

  private long log(int count) throws JournalException {
    long seq = 0;
    if (caller != null) {
      for (int i = 0; i < count; i++) {
        seq = caller.log();
      }
    }
    return seq;
  }

  private String roll() throws JournalException {
    if (journal != null) {
      journal.roll("a test");
    }
    return "rolled";
  }

  private String close() throws JournalException {
    if (journal != null) {
      journal.close();
    }
    return "closed";
  }
}
