package dev.tocsin.servlet;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system whose writes hang while it is frozen. Needs root; says so elsewhere. */
final class FrozenDisk implements AutoCloseable {
  private static final long SIZE = 16 * 1024 * 1024;

  private final Path folder;
  private boolean frozen;

  private FrozenDisk(Path folder) {
    this.folder = folder;
  }

  static FrozenDisk mount(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("frozen-disk"));
    Path image = parent.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    boolean mounted =
        run("mkfs.ext4", "-q", image.toString()) == 0
            && run("mount", "-o", "loop", image.toString(), folder.toString()) == 0;
    if (!mounted) {
      String reason = "skipped: a file system of its own can be mounted by root only";
      if ("true".equals(System.getenv("CI"))) {
        return fail(reason);
      }
      return abort(reason);
    }
    return new FrozenDisk(folder);
  }

  Path folder() {
    return folder;
  }

  void freeze() throws IOException {
    frozen = run("fsfreeze", "-f", folder.toString()) == 0;
    if (!frozen) {
      fail("fsfreeze failed");
    }
  }

  void thaw() throws IOException {
    if (frozen && run("fsfreeze", "-u", folder.toString()) != 0) {
      fail("fsfreeze -u failed");
    }
    frozen = false;
  }

  @Override
  public void close() throws IOException {
    thaw();
    if (run("umount", folder.toString()) != 0) {
      run("umount", "-l", folder.toString());
    }
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue();
  }
}
