package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The steps that publish a file: fsync the data under a temporary name, publish the name, fsync the
 * directory.
 *
 * <p>Without the fsync of the file, a power cut leaves an empty or torn file under the final name;
 * without the fsync of the directory, it leaves no name at all.
 */
public final class Durable {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private static final String NO_LINKS = "this file system has no hard links (choose another)";

  /**
   * What Linux reports for a link if the file system has none, such as exFAT; unrelated to
   * permissions.
   */
  private static final String NOT_PERMITTED = "Operation not permitted";

  private Durable() {}

  /** Opens a new file, accessible by its owner only, for reading and writing. */
  public static FileChannel create(Path file) throws IOException {
    return open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Opens a file for writing. If this creates it, it is accessible by its owner only. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, no file stays open
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, Set.of(options), ownerOnly(file, FILE));
    try {
      grant(file, FILE);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Restores the owner's permissions if a umask removed them: most only restrict others. */
  private static void grant(Path path, Set<PosixFilePermission> wanted) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    try {
      if (view != null && !view.readAttributes().permissions().containsAll(wanted)) {
        view.setPermissions(wanted);
      }
    } catch (NoSuchFileException e) {
      // a sweeper deleted it, as it may before it is locked; the locking code checks for that
    }
  }

  /**
   * Renames an fsynced temporary file, which replaces one of the same name in one step. Not durable
   * before {@link #forceDirectory}.
   */
  public static void move(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Durably publishes bytes under a name, unless the name exists; returns whether it did. A hard
   * link is the only step that is both atomic and never overwrites: a move would replace silently.
   */
  public static boolean publishNew(Path target, byte[] bytes) throws IOException {
    Path temporary = temporary(target);
    try {
      writeForced(temporary, bytes);
      link(target, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(temporary);
      forceDirectory(parent(target));
    }
  }

  /**
   * Replaces a file by another with the same name, in one step. The bytes are fsynced; the name is
   * not durable before {@link #forceDirectory}.
   */
  public static void replace(Path target, byte[] bytes) throws IOException {
    Path temporary = temporary(target);
    try {
      writeForced(temporary, bytes);
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path temporary(Path target) throws IOException {
    return Files.createTempFile(parent(target), "new-", ".tmp", ownerOnly(target, FILE));
  }

  private static void writeForced(Path temporary, byte[] bytes) throws IOException {
    grant(temporary, FILE);
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      writeFully(channel, ByteBuffer.wrap(bytes), 0);
      channel.force(true);
    }
  }

  private static void link(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
    } catch (UnsupportedOperationException e) {
      throw new IOException(NO_LINKS, e);
    } catch (FileSystemException e) {
      throw NOT_PERMITTED.equals(e.getReason()) ? new IOException(NO_LINKS, e) : e;
    }
  }

  /**
   * Creates a directory, accessible by its owner only, durably. It may exist already, created by
   * another process that has not fsynced its name yet.
   */
  public static void createDirectory(Path directory) throws IOException {
    makeDirectory(directory);
    forceDirectory(parent(directory));
  }

  /**
   * Creates a directory, accessible by its owner only, unless it exists. Its name is not durable
   * yet.
   */
  public static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      try {
        makeNewDirectory(directory);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory)) {
          throw e;
        }
      }
    }
  }

  /**
   * Creates a directory, which must not exist, accessible by its owner only. Its name is not
   * durable yet.
   */
  public static void makeNewDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, ownerOnly(directory, DIRECTORY));
    grant(directory, DIRECTORY);
  }

  /**
   * Makes the names in a directory durable. An interrupt does not stop it: the names exist by then,
   * and others rely on them.
   */
  public static void forceDirectory(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows cannot open a directory
    }
    HomeThreads.run(() -> forceNames(directory));
  }

  private static void forceNames(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Reads until the buffer is full or the file ends, since a channel may read less than requested.
   * Returns the number of bytes.
   *
   * @param position the offset of the first byte in the file
   */
  public static int readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    int count = 0;
    while (target.hasRemaining() && count >= 0) {
      count = channel.read(target, at);
      at += Math.max(0, count);
    }
    return (int) (at - position);
  }

  /**
   * Writes all bytes of a buffer, since a channel may write less than requested.
   *
   * @param position the offset of the first byte in the file
   */
  public static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * Returns the attributes of a new file accessible by its owner only, if the file system supports
   * them.
   */
  private static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** Returns the absolute directory of a path. */
  public static Path parent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no directory above " + path);
    }
    return parent;
  }
}
