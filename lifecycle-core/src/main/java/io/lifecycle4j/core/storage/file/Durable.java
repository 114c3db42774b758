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
 * The one publish step: data forced under a temporary name, name published, directory forced.
 *
 * <p>Why each part: without the force of the file a power cut leaves an empty or torn file under
 * the final name; without the force of the directory it leaves no name at all.
 */
public final class Durable {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private static final String NO_LINKS = "this file system has no hard links (choose another)";

  /** What Linux says of a link where there are none, as on exFAT; it is not about any rights. */
  private static final String NOT_PERMITTED = "Operation not permitted";

  private Durable() {}

  /**
   * Opens a new file for its owner alone.
   *
   * @param file the file
   * @return its channel, to read and to write
   */
  public static FileChannel create(Path file) throws IOException {
    return open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /**
   * Opens a file to write it. If this makes it, it is its owner's alone.
   *
   * @param file the file
   * @param options how to open it
   * @return its channel
   */
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

  /** Gives the owner what a umask took away: most take from others alone. */
  private static void grant(Path path, Set<PosixFilePermission> wanted) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    try {
      if (view != null && !view.readAttributes().permissions().containsAll(wanted)) {
        view.setPermissions(wanted);
      }
    } catch (NoSuchFileException e) {
      // a sweeper deleted it, as it may what nobody has locked yet; whoever locks it looks again
    }
  }

  /**
   * Gives a forced temporary file a name whose content cannot differ. Not durable before {@link
   * #forceDirectory}.
   *
   * @param temporary the file
   * @param target its name
   */
  public static void move(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Publishes bytes under a name, unless the name is there already. A hard link is the only step
   * that is both atomic and refuses to overwrite: a move would replace silently.
   *
   * @param target the name
   * @param bytes the bytes
   * @return whether the bytes were published
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
   * Replaces a file by another with the same name, in one step. Not durable before {@link
   * #forceDirectory}.
   *
   * @param target the name
   * @param bytes the bytes, forced
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
   * Creates a directory for its owner alone, durably. It may be there already, made by another who
   * has not forced its name yet.
   *
   * @param directory the directory
   */
  public static void createDirectory(Path directory) throws IOException {
    makeDirectory(directory);
    forceDirectory(parent(directory));
  }

  /**
   * Creates a directory for its owner alone unless it is there. Its name is not durable yet.
   *
   * @param directory the directory
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
   * Creates a directory for its owner alone. Its name is not durable yet.
   *
   * @param directory the directory, which must not be there
   */
  public static void makeNewDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, ownerOnly(directory, DIRECTORY));
    grant(directory, DIRECTORY);
  }

  /**
   * Makes the names in a directory durable. An interrupt does not end it: the names are there by
   * then, and who sees one believes it.
   *
   * @param directory the directory
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
   * Reads until the buffer is full or the file ends: a channel may read less than it is asked for.
   *
   * @param channel the file
   * @param target where to put the bytes
   * @param position the offset of the first byte in the file
   * @return how many bytes were read
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
   * Writes all bytes of a buffer: a channel may write less than it is asked to.
   *
   * @param channel the file
   * @param bytes the bytes
   * @param position the offset of the first byte in the file
   */
  public static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Returns what makes something new its owner's alone, where the file system knows that. */
  private static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /**
   * Returns the directory that a path lies in.
   *
   * @param path the path
   * @return the directory, absolute
   */
  public static Path parent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no directory above " + path);
    }
    return parent;
  }
}
