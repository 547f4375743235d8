package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.LogManager;

/** Logs events, and keeps the id of each as soon as the call has returned. */
final class LoggingProcess {
  private LoggingProcess() {}

  /** Arguments: the file for the ids, and how many events. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    SecurityLogger log = SecurityLogger.getLogger("logging.process");
    int events = Integer.parseInt(arguments[1]);
    try (FileChannel ids =
        FileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      // A line that was cut by the kill before is ended.
      write(ids, "\n");
      for (int i = 0; i < events; i++) {
        write(ids, log.event(EventType.AUTH_FAILURE).user("u" + i).detail("n", i).log() + "\n");
        if (i % 100 == 99) {
          Thread.sleep(10);
        }
      }
    }
    LogManager.shutdown();
  }

  private static void write(FileChannel ids, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    while (bytes.hasRemaining()) {
      int unused = ids.write(bytes);
    }
  }
}
