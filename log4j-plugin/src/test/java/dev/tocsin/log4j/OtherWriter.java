package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Another JVM that has the journal of a folder open until it is closed. */
final class OtherWriter implements AutoCloseable {
  private final Process process;

  private OtherWriter(Process process) {
    this.process = process;
  }

  static OtherWriter start(Path folder) throws IOException {
    return start(folder, "");
  }

  /**
   * Starts it.
   *
   * @param children what stands inside its audit appender
   */
  static OtherWriter start(Path folder, String children) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherWriter.class.getName(),
                folder.toString(),
                children)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    if (!"open".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the other writer did not open the journal");
    }
    return new OtherWriter(process);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] args) throws IOException {
    try (LogSetup log = LogSetup.audit(Path.of(args[0]), "", args[1])) {
      log.security().authAttempt("other", true);
      System.out.println("open");
      int ended = System.in.read();
      System.out.println("closing " + ended);
    }
  }
}
