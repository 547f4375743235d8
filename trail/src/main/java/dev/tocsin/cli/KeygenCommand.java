package dev.tocsin.cli;

import dev.tocsin.keys.KeyFolder;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tocsin keygen}: makes the keys of an audit log, or changes to new ones. */
@Command(
    name = "keygen",
    header = "Make the keys of an audit log.",
    customSynopsis = "tocsin keygen --out DIR [--rotate]",
    description = {
      "",
      "Makes a folder for the attribute keys of SecurityAudit: a tag key, a signing pair and a"
          + " session key, each in a file that only its owner can read. No key is ever overwritten."
          + " Keys of pseudonyms are made by who writes, one for each period.",
      "",
      "--rotate changes to a new tag key and a new signing pair. The old ones stay there under names"
          + " with their ids: the writer needs the old tag key once more, for the change; verify"
          + " needs both, for what was written before.%n"
    },
    sortOptions = false,
    footer = {"", "Examples:", "  tocsin keygen --out /etc/shop/audit-keys"})
final class KeygenCommand implements Callable<Integer> {
  private final Output output;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder; made with mode 0700 if it is not there.")
  @Nullable Path folder;

  @Option(names = "--rotate", description = "Change to new keys in a folder that has some.")
  boolean rotate;

  KeygenCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (folder == null) {
      throw CliException.usage("--out is missing: name the folder for the keys, as --out keys");
    }
    KeyFolder keys = new KeyFolder(folder, new SecureRandom());
    try {
      Map<Path, String> files = rotate ? keys.rotate() : keys.generate();
      files.forEach((file, id) -> output.line(SafeText.oneLine(file + ": key " + id)));
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
    output.note(
        "Keep a copy of "
            + folder.resolve(KeyFolder.TAG_KEY)
            + " and "
            + folder.resolve(KeyFolder.PUBLIC_KEY)
            + " away from the host that writes: verify needs them.");
    return ExitCode.DONE;
  }
}
