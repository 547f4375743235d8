package dev.tocsin.notify;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The folder in which notifications for one receiver wait, a file each. Not thread-safe. */
final class Spool {
  private static final String UNFINISHED = ".tmp";

  private final Path folder;

  Spool(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** What waits in a folder, the oldest first; nothing if there is no such folder. */
  static List<Slip> list(Path folder) throws IOException {
    List<Slip> slips = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Slip.parse(file.getFileName().toString()).ifPresent(slips::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    slips.sort(Comparator.comparingLong(Slip::number));
    return slips;
  }

  /** Makes the folder, and clears away what a sudden end left half written. */
  void open() throws IOException {
    SecureFiles.createFolder(folder);
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : unfinished) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Puts it onto the disk, whole or not at all. */
  void put(Slip slip, byte[] content) throws IOException {
    SecureFiles.replace(file(slip), content);
  }

  byte[] read(Slip slip) throws IOException {
    return Files.readAllBytes(file(slip));
  }

  int size(Slip slip) throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, Files.size(file(slip)));
  }

  void rename(Slip from, Slip to) throws IOException {
    Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
  }

  void remove(Slip slip) throws IOException {
    Files.deleteIfExists(file(slip));
  }

  private Path file(Slip slip) {
    return folder.resolve(slip.fileName());
  }
}
