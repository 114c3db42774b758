package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process's view of a {@link Disk}: a POSIX file system with hard links, atomic moves,
 * directories that can be forced, permissions and locks.
 *
 * <p>Two of them on one disk are two processes: a lock that one holds the other does not get, and
 * closing any channel on a file drops this process's lock of it. Thread-safe.
 */
public final class MemoryFileSystem extends KitFileSystem {
  private final Disk disk;
  private final MemoryProvider provider = new MemoryProvider(this);

  /**
   * Creates a view of a disk.
   *
   * @param disk keeps the files
   */
  public MemoryFileSystem(Disk disk) {
    this.disk = disk;
  }

  /**
   * Returns what keeps the files.
   *
   * @return the disk
   */
  public Disk disk() {
    return disk;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of(new Store());
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", "posix", "unix");
  }

  @Override
  public Path getPath(String first, String... more) {
    return MemoryPath.of(this, more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException("No patterns");
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("No users");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("No watching");
  }

  /** A local disk with room for ever. */
  static final class Store extends FileStore {
    @Override
    public String name() {
      return "disk";
    }

    @Override
    public String type() {
      return "memory";
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public long getTotalSpace() {
      return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
      return Long.MAX_VALUE;
    }

    @Override
    public long getUnallocatedSpace() {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
      return true;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
      return true;
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
      return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
      throw new UnsupportedOperationException(attribute);
    }
  }
}
