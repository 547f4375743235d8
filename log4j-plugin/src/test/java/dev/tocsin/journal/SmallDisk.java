package dev.tocsin.journal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file system of a few hundred kilobytes in memory, so that a disk can be full. */
final class SmallDisk {
  private static final String FILLER = "filler";

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk at(Path folder, int kilobytes) throws IOException, InterruptedException {
    RootOnly.assumeRoot();
    RootOnly.run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "mode=0700,size=" + kilobytes + "k",
        "tocsin",
        folder.toString());
    return new SmallDisk(folder);
  }

  /** Takes all space but that many bytes, as another program's file would. */
  void fillBut(int bytes) throws IOException {
    long free = folder.toFile().getUsableSpace();
    byte[] filler = new byte[(int) free - bytes];
    Arrays.fill(filler, (byte) 'f');
    Files.write(folder.resolve(FILLER), filler);
  }

  /** Gives the space back; the kernel may take a moment to count it as free. */
  void makeRoom() throws IOException {
    long before = folder.toFile().getUsableSpace();
    long expected = before + Files.size(folder.resolve(FILLER));
    Files.delete(folder.resolve(FILLER));
    await().until(() -> folder.toFile().getUsableSpace() >= expected - 4_096);
  }

  void unmount() throws IOException, InterruptedException {
    RootOnly.run("umount", "--lazy", folder.toString());
  }
}
