package dev.tocsin.sample.demo;

import java.nio.file.Path;

/** Replaces what differs from run to run in the demo's output, so that it can be compared. */
final class DemoOutput {

  private DemoOutput() {}

  /** The output with a fixed time, port, folder and sizes. */
  static String normalize(String output, Path folder) {
    return output
        .replace(folder.toString(), "logs/demo")
        .replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d ", "2026-01-10 14:30:45 ")
        .replaceAll("'lockout_until': '[^']*'", "'lockout_until': '2026-01-10T14:45:45Z'")
        .replaceAll("'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'", "'(id)'")
        .replaceAll("'(?!2026-01-10T14:45:45Z)\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z'", "'(time)'")
        .replaceAll("http://127\\.0\\.0\\.1:\\d+/", "http://127.0.0.1:8080/")
        .replaceAll("(?m)^(  logs/demo/\\S+) +[0-9,]+$", "$1 (size)");
  }
}
