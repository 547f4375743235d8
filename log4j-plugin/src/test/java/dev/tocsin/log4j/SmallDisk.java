package dev.tocsin.log4j;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a few hundred KB that can really be full. Needs root; says so elsewhere. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path parent, String size) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("small-disk"));
    int exit =
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", folder.toString());
    if (exit != 0) {
      String reason = "skipped: a file system of its own can be mounted by root only";
      if ("true".equals(System.getenv("CI"))) {
        return fail(reason);
      }
      return abort(reason);
    }
    return new SmallDisk(folder);
  }

  Path folder() {
    return folder;
  }

  /** Writes a file until nothing more fits. */
  void fill(Path ballast) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(512);
    try (FileChannel out =
        FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (true) {
        block.clear();
        out.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (run("umount", folder.toString()) != 0) {
      run("umount", "-l", folder.toString());
    }
  }

  /** Runs a command of the system's; its exit code. */
  static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue();
  }
}
