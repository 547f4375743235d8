package dev.tocsin.spring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system that can be filled up; root alone can mount it. */
final class FullDisk implements AutoCloseable {
  private static final int MOST_FILES = 64;

  private final Path folder;

  private FullDisk(Path folder) {
    this.folder = folder;
  }

  static FullDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", folder.toString());
    assumeTrue(mounted, "skipped: mounting a small file system needs root");
    return new FullDisk(folder);
  }

  private static boolean run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.onExit().join().exitValue() == 0;
  }

  Path folder() {
    return folder;
  }

  /** Leaves no room for another page. */
  void fill() throws IOException {
    try {
      for (int i = 0; i < MOST_FILES; i++) {
        Files.write(folder.resolve("filler." + i), new byte[4_096]);
      }
    } catch (IOException full) {
      return;
    }
    throw new IOException("there is still room");
  }

  void free() throws IOException {
    for (int i = 0; i < MOST_FILES; i++) {
      Files.deleteIfExists(folder.resolve("filler." + i));
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", folder.toString())) {
      throw new IOException("can't unmount " + folder);
    }
  }
}
