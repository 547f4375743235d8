package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import picocli.CommandLine.Option;

/** {@code --format} of those commands that print text or JSON. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, or json: one object a line (default: table).")
  String format = "table";

  /**
   * Whether JSON is wanted.
   *
   * @throws CliException if it is neither
   */
  boolean isJson() {
    if (!format.equals("table") && !format.equals("json")) {
      throw CliException.usage("--format " + SafeText.quoted(format) + ": use table or json");
    }
    return format.equals("json");
  }
}
