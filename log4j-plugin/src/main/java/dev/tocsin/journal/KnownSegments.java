package dev.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists the segments of one folder again and again, and reads only the first lines of files that
 * have changed since the last time. Whoever rolls often has thousands of files that never change.
 * What it knows goes with the files. Not thread-safe.
 */
final class KnownSegments {
  private final Path folder;
  private Map<Path, Known> before = Map.of();
  private Map<Path, Known> now = new HashMap<>();

  KnownSegments(Path folder) {
    this.folder = folder;
  }

  /** A name may lead to another file by now, and a file system uses its keys again. */
  private record Content(@Nullable Object key, FileTime modified, long size) {}

  private record Known(Content content, SegmentFile segment) {}

  /** As {@link SegmentFile#list}. */
  List<SegmentFile> list() throws IOException {
    now = new HashMap<>();
    List<SegmentFile> segments = SegmentFile.list(folder, this::segment);
    before = now;
    return segments;
  }

  private Optional<SegmentFile> segment(Path file) throws IOException {
    Content content = content(file);
    if (content == null) {
      return Optional.empty();
    }
    Known known = before.get(file);
    Optional<SegmentFile> segment =
        known != null && known.content().equals(content)
            ? Optional.of(known.segment())
            : SegmentFile.readIfSegment(file);
    // What could not be read may be readable the next time, and nothing of the file tells.
    segment.ifPresent(found -> now.put(file, new Known(content, found)));
    return segment;
  }

  private static @Nullable Content content(Path file) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new Content(found.fileKey(), found.lastModifiedTime(), found.size());
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
