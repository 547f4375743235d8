package dev.tocsin.journal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A real folder, reached through paths of its own, on which nothing changes any more from a certain
 * change on: what is there then is what a process leaves that is killed between two system calls,
 * or in the middle of a write.
 */
final class DyingDisk {
  private final FileSystem real;
  private final Provider files = new Provider();
  private final Mounted system = new Mounted();
  private final int last;
  private final boolean half;
  private boolean links = true;
  private int changes;

  /**
   * A disk for the file system of a folder.
   *
   * @param last the number of changes it takes
   * @param half whether, if the one after those is a write, half of it is done
   */
  DyingDisk(Path folder, int last, boolean half) {
    this.real = folder.getFileSystem();
    this.last = last;
    this.half = half;
  }

  /** One on which a file has but one name, and that never dies. */
  static DyingDisk withoutLinks(Path folder) {
    DyingDisk disk = new DyingDisk(folder, Integer.MAX_VALUE, false);
    disk.links = false;
    return disk;
  }

  Path path(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            DyingDisk.class.getClassLoader(),
            new Class<?>[] {Path.class, Wrapped.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("real")) {
                return path;
              }
              if (method.getName().equals("getFileSystem")) {
                return system;
              }
              Object[] given =
                  arguments == null
                      ? new Object[0]
                      : Arrays.stream(arguments)
                          .map(a -> a instanceof Wrapped wrapped ? wrapped.real() : a)
                          .toArray();
              try {
                Object result = method.invoke(path, given);
                return result instanceof Path found ? path(found) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  synchronized boolean isDead() {
    return changes > last;
  }

  /** Counts a change that is about to be made. */
  private synchronized void change() throws IOException {
    changes++;
    if (changes > last) {
      throw new IOException("the disk is dead");
    }
  }

  /** Whether the next change is the one that is cut off in the middle. */
  private synchronized boolean isHalf() {
    return half && changes == last;
  }

  /** A path of this disk. */
  interface Wrapped {
    Path real();
  }

  private static Path real(Path path) {
    return path instanceof Wrapped wrapped ? wrapped.real() : path;
  }

  private final class Channel extends FileChannel {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    private interface Write {
      int of(ByteBuffer bytes) throws IOException;
    }

    private int write(ByteBuffer bytes, Write write) throws IOException {
      if (isHalf()) {
        write.of(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2));
      }
      change();
      return write.of(bytes);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return write(bytes, file::write);
    }

    @Override
    public int write(ByteBuffer bytes, long at) throws IOException {
      return write(bytes, part -> file.write(part, at));
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
      change();
      return file.write(buffers, offset, length);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      if (size < file.size()) {
        change();
        file.truncate(size);
      }
      return this;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
      change();
      return file.transferFrom(source, at, count);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return file.read(bytes);
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
      return file.read(buffers, offset, length);
    }

    @Override
    public int read(ByteBuffer bytes, long at) throws IOException {
      return file.read(bytes, at);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long at) throws IOException {
      file.position(at);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.force(metaData);
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
      return file.transferTo(at, count, target);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
      return file.map(mode, at, size);
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) throws IOException {
      return file.lock(at, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long at, long size, boolean shared) throws IOException {
      return file.tryLock(at, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }

  private final class Provider extends FileSystemProvider {
    private FileSystemProvider provider() {
      return real.provider();
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      boolean creates =
          options.contains(StandardOpenOption.CREATE_NEW)
              || (options.contains(StandardOpenOption.CREATE)
                  && !Files.exists(real(path), LinkOption.NOFOLLOW_LINKS));
      if (creates) {
        change();
      }
      return new Channel(provider().newFileChannel(real(path), options, attributes));
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      change();
      provider().createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
        change();
      }
      provider().delete(real(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      change();
      provider().move(real(source), real(target), options);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
      if (!links) {
        throw new UnsupportedOperationException();
      }
      change();
      provider().createLink(real(link), real(existing));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
      change();
      provider().copy(real(source), real(target), options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      change();
      provider().setAttribute(real(path), name, value, options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      DirectoryStream<Path> found = provider().newDirectoryStream(real(folder), filter);
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          Iterator<Path> all = found.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return all.hasNext();
            }

            @Override
            public Path next() {
              return path(all.next());
            }
          };
        }

        @Override
        public void close() throws IOException {
          found.close();
        }
      };
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
      return provider().isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return provider().isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return provider().getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      provider().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return provider().getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return provider().readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return provider().readAttributes(real(path), names, options);
    }

    @Override
    public String getScheme() {
      return "dying";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return system;
    }

    @Override
    public Path getPath(URI uri) {
      return path(provider().getPath(uri));
    }
  }

  private final class Mounted extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return files;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return real.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
      PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
      return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return real.newWatchService();
    }
  }
}
