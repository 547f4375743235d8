package dev.tocsin.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has a file open, as Linux tells in {@code /proc}. Processes of other users are not seen,
 * unless root asks; elsewhere nothing is.
 */
final class OpenFiles {
  private static final Path PROC = Path.of("/proc");

  /** Of the flags that {@code open} was called with: 0 for reading, 1 or 2 for writing. */
  private static final int ACCESS_MODE = 3;

  private OpenFiles() {}

  /** Ids of the processes that have it open for writing, in order. */
  static List<Long> writersOf(Path file) {
    List<Long> writers = new ArrayList<>();
    try {
      Path real = file.toRealPath();
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        for (Path process : processes) {
          if (writes(process, real)) {
            writers.add(Long.parseLong(process.getFileName().toString()));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // No such file, or no /proc: nobody is seen.
      return List.of();
    }
    writers.sort(null);
    return writers;
  }

  private static boolean writes(Path process, Path file) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path each : open) {
        if (Files.readSymbolicLink(each).equals(file)
            && isForWriting(process.resolve("fdinfo").resolve(each.getFileName()))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another user's, or it has ended meanwhile.
      return false;
    }
    return false;
  }

  private static boolean isForWriting(Path info) throws IOException {
    return Files.readString(info, US_ASCII)
        .lines()
        .filter(line -> line.startsWith("flags:"))
        .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & ACCESS_MODE) != 0);
  }
}
