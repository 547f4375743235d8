package dev.tocsin.log4j;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;

/**
 * A program whose threads log flat out while Log4j is reconfigured, or stops because the process
 * ends. How many calls of a thread have returned stands in a mapped file, which outlives the
 * process. Each thread logs a plain marked call, then one of {@link SecurityLogger}, in turn: the
 * latter waits for its answer, so that no queue on the way is ever full.
 */
final class CountedCalls {
  static final int WORKERS = 8;
  static final int HOOKS = 4;
  static final int THREADS = WORKERS + HOOKS;

  private static final int AFTER_STOP = 200;
  private static final String ROLLING =
      "<Policies><SizeBasedTriggeringPolicy size=\"1 MB\"/></Policies>";

  private final LogSetup log;
  private final Logger plain;
  private final SecurityLogger security;
  private final LongBuffer counts;

  private CountedCalls(LogSetup log, LongBuffer counts) {
    this.log = log;
    this.plain = log.logger();
    this.security = log.security();
    this.counts = counts;
  }

  /** The route, how it ends, the folder and the file of counts; prints what the process saw. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[2]);
    LoggerContext context =
        args[0].equals("async-context")
            ? new AsyncLoggerContext("counted")
            : new LoggerContext("counted");
    CountedCalls calls =
        new CountedCalls(LogSetup.start(folder, context, xml(args[0])), counts(Path.of(args[3])));
    switch (args[1]) {
      case "reconfigure" -> calls.reconfigure(xml(args[0]));
      case "exit" -> calls.end(() -> System.exit(0));
      default -> calls.end(() -> {});
    }
  }

  private static String xml(String route) {
    String xml = LogSetup.auditXml("", ROLLING);
    return switch (route) {
      case "async-logger" ->
          xml.replace("<Root ", "<AsyncRoot ").replace("</Root>", "</AsyncRoot>");
      case "async-appender" ->
          xml.replace(
                  "</Appenders>",
                  "<Async name=\"queue\"><AppenderRef ref=\"audit\"/></Async></Appenders>")
              .replace(
                  "<Root level=\"error\"><AppenderRef ref=\"audit\"/>",
                  "<Root level=\"error\"><AppenderRef ref=\"queue\"/>");
      default -> xml;
    };
  }

  static LongBuffer counts(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, 8L * 2 * THREADS).asLongBuffer();
    }
  }

  /** Where the count of a thread's calls of one kind stands; its name in events, too. */
  static int slot(int thread, boolean isPlain) {
    return 2 * thread + (isPlain ? 1 : 0);
  }

  private void call(int thread, long number) {
    int slot = slot(thread, true);
    plain.info(Markers.API_ACCESS, "{}-{}", slot, number);
    counts.put(slot, number);
    slot = slot(thread, false);
    security.event(EventType.API_ACCESS).user("" + slot).detail("n", number).log();
    counts.put(slot, number);
  }

  private void callWhile(int thread, BooleanSupplier more) {
    for (long number = 1; more.getAsBoolean(); number++) {
      call(thread, number);
    }
  }

  private void reconfigure(String xml) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int thread = i;
      workers.add(new Thread(() -> callWhile(thread, () -> !stop.get())));
    }
    workers.forEach(Thread::start);
    for (int i = 0; i < 10; i++) {
      log.reconfigure(xml);
    }
    stop.set(true);
    for (Thread worker : workers) {
      worker.join();
    }
    log.close();
  }

  /** Logs until the process ends, and from shutdown hooks until well after Log4j's own has run. */
  private void end(Runnable end) {
    for (int i = 0; i < HOOKS; i++) {
      int thread = WORKERS + i;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> logInHook(thread)));
    }
    for (int i = 0; i < WORKERS; i++) {
      int thread = i;
      Thread worker = new Thread(() -> callWhile(thread, () -> true));
      worker.setDaemon(true);
      worker.start();
    }
    while (counts.get(0) < 200) {
      LockSupport.parkNanos(1_000_000);
    }
    end.run();
    while (true) {
      LockSupport.park();
    }
  }

  private void logInHook(int thread) {
    int[] left = {AFTER_STOP};
    callWhile(thread, () -> !log.context().isStopped() || left[0]-- > 0);
  }
}
