package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.IntFunction;

/** Opens files of a home. Does not follow a link in place of a file, or wait for a pipe. */
public final class RegularFile {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private RegularFile() {}

  /**
   * Reads the attributes of a file.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws CorruptDataException if it is not a regular file
   */
  public static BasicFileAttributes attributes(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new CorruptDataException(
          "Cannot read " + file + ": it is " + kind(attributes) + " (must be a regular file)");
    }
    return attributes;
  }

  private static String kind(BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return "a directory";
    }
    return attributes.isSymbolicLink() ? "a link" : "a pipe, a socket or a device";
  }

  /** Opens a file for reading. */
  public static FileChannel open(Path file) throws IOException {
    return open(file, READ);
  }

  /** Opens an existing file for reading and writing. */
  public static FileChannel openForWriting(Path file) throws IOException {
    return open(
        file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Reads all bytes of a short file whose attributes were just read. Requests one more byte, so
   * that a file that has grown since is not mistaken for complete.
   *
   * @param file not a pipe
   * @param size its length
   * @param most the maximum length, exclusive
   * @param room returns a buffer for a number of bytes
   * @return its length; -1 if it is empty, too long, was changed, or has no channel
   */
  public static int read(Path file, long size, int most, IntFunction<ByteBuffer> room)
      throws IOException {
    if (size >= most || size == 0) {
      return -1; // some files report a size of zero, but have content
    }
    ByteBuffer target = room.apply((int) size + 1);
    try (FileChannel channel = FileChannel.open(file, READ)) {
      while (target.remaining() > 1 && channel.read(target) >= 0) {
        // until one byte is left, or the file was truncated
      }
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return -1; // an archive has no channels, or none that reject links
    }
    return target.remaining() == 1 ? (int) size : -1;
  }

  private static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    attributes(file); // before it is opened, since opening a pipe blocks
    return FileChannel.open(file, options);
  }
}
