package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system with faults on demand, over the default one or a {@link MemoryFileSystem}.
 *
 * <p>What is written through it is really written. A {@link Rule} says which operation fails, so
 * that full disks, failing forces and places without permission need no special machine and no
 * permission bits, which mean nothing to root. Thread-safe.
 */
public final class FaultyFileSystem extends KitFileSystem {
  private static final Rule NONE = (operation, path) -> null;

  private final FileSystem real;
  private final FaultyProvider provider;
  private volatile Rule rule = NONE;
  private volatile @Nullable String type;

  /** Creates a file system over the default one, without faults. */
  public FaultyFileSystem() {
    this(FileSystems.getDefault());
  }

  /**
   * Creates a file system over another, without faults.
   *
   * @param real what is really read and written
   */
  public FaultyFileSystem(FileSystem real) {
    this.real = real;
    this.provider = new FaultyProvider(this, real.provider());
  }

  /** What a program asks of a file system. */
  public enum Operation {
    /** Creates a directory or opens a file that may be created. */
    CREATE,
    /** Opens a file for writing or writes to it. */
    WRITE,
    /** Shortens a file. */
    TRUNCATE,
    /** Forces a file or a directory to the device. */
    FORCE,
    /** Moves a file. */
    MOVE,
    /** Creates a hard link. */
    LINK,
    /** Opens a file or a directory for reading or reads it. */
    READ,
    /** Deletes a file. */
    DELETE,
    /** Lists a directory. */
    LIST,
    /** Locks a file. */
    LOCK;

    /**
     * Tells whether the operation changes what is stored.
     *
     * @return false for reading, listing and locking
     */
    public boolean changes() {
      return this != READ && this != LIST && this != LOCK;
    }
  }

  /** Says which operation fails. */
  @FunctionalInterface
  public interface Rule {
    /**
     * Decides on an operation.
     *
     * @param operation what is asked
     * @param path of what, the source for a move and the existing file for a link
     * @return what to throw instead, a {@link LateFault} to throw afterwards, or null to let it
     *     pass
     */
    @Nullable IOException fault(Operation operation, Path path);

    /**
     * Decides on the opening of a channel or of a listing.
     *
     * @param operation what it is opened for
     * @param path of what
     * @return as for every operation, unless overridden
     */
    default @Nullable IOException opening(Operation operation, Path path) {
      return fault(operation, path);
    }

    /**
     * Is told that the attributes of a file are about to be looked at; that never fails.
     *
     * @param path of what
     */
    default void looking(Path path) {
      // nothing to do
    }
  }

  /**
   * Returns the path of this file system for a real one.
   *
   * @param path a path of the file system beneath
   * @return the path through which faults happen
   */
  public Path path(Path path) {
    return new FaultyPath(this, path);
  }

  /**
   * Sets the rule from now on.
   *
   * @param newRule which operation fails
   */
  public void fail(Rule newRule) {
    rule = newRule;
  }

  /**
   * Pretends to be of another type from now on.
   *
   * @param newType what {@link FileStore#type} says, such as {@code nfs4}
   */
  public void pretend(String newType) {
    type = newType;
  }

  FileStore store(FileStore store) {
    return type == null ? store : new TypedStore(store, type);
  }

  /** Lets everything pass from now on. */
  public void heal() {
    rule = NONE;
  }

  /** An operation of the real file system. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  @Nullable IOException fault(Operation operation, Path path) {
    return rule.fault(operation, path);
  }

  void looking(Path path) {
    rule.looking(path);
  }

  <T> T run(Operation operation, Path path, Action<T> action) throws IOException {
    return run(fault(operation, path), action);
  }

  <T> T open(Operation operation, Path path, Action<T> action) throws IOException {
    return run(rule.opening(operation, path), action);
  }

  private static <T> T run(@Nullable IOException fault, Action<T> action) throws IOException {
    if (fault != null && !(fault instanceof LateFault)) {
      throw fault;
    }
    T result = action.run();
    if (fault != null) {
      if (result instanceof AutoCloseable opened) {
        close(opened, fault); // what was opened too late, nobody gets
      }
      throw LateFault.raised(fault);
    }
    return result;
  }

  private static void close(AutoCloseable opened, IOException fault) {
    try {
      opened.close();
    } catch (Exception e) {
      fault.addSuppressed(e);
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public boolean isReadOnly() {
    return real.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return FaultyPath.wrapAll(this, real.getRootDirectories());
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
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = real.getPathMatcher(pattern);
    return path -> matcher.matches(FaultyPath.unwrap(path));
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
