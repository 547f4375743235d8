package dev.tocsin.docs;

/** Makes texts comparable that differ only in what differs from run to run. */
final class SameButForTimes {
  private SameButForTimes() {}

  /** Puts a word in the place of each time, id, hash, tag, port, size and duration. */
  static String normalised(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z", "TIME")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME")
        .replaceAll("\\b\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?\\b", "TIME")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d", "DAY")
        .replaceAll("(?i)(timeUnixNano)\":\"\\d+\"", "$1\":\"NANOS\"")
        .replaceAll("\"time\":\\d{13}\\b", "\"time\":MILLIS")
        .replaceAll("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("\\b(?:[0-9a-f]{64}|[0-9a-f]{32})\\b", "HASH")
        .replaceAll("\"[0-9a-f]{8}:[\\w-]{22}\"", "\"SESSION\"")
        .replaceAll("\"tag\":\"[\\w-]{22}\"", "\"tag\":\"TAG\"")
        .replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "$1:PORT")
        .replaceAll("(?m)(\\.log(?:\\.gz)?) +[\\d,]+$", "$1 SIZE")
        .replaceAll("\\b[\\d.,]+ (?:bytes|KB|MB|kB|KiB|MiB)\\b", "SIZE")
        .replaceAll("\\b[\\d.,]+ m?s\\b", "DURATION")
        .stripTrailing();
  }
}
