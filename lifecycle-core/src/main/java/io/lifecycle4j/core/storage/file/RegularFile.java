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

/**
 * Opens files of a home. What lies in the place of a file is neither followed, if it is a link, nor
 * waited for, if it is a pipe.
 */
public final class RegularFile {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private RegularFile() {}

  /**
   * Reads the attributes of a file.
   *
   * @param file the file
   * @return its attributes
   * @throws java.nio.file.NoSuchFileException if there is nothing
   * @throws CorruptDataException if there is something else
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

  /**
   * Opens a file to read it.
   *
   * @param file the file
   * @return its channel
   */
  public static FileChannel open(Path file) throws IOException {
    return open(file, READ);
  }

  /**
   * Opens a file that is there, to read and to write.
   *
   * @param file the file
   * @return its channel
   */
  public static FileChannel openForWriting(Path file) throws IOException {
    return open(
        file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Reads all bytes of a short file that was just looked at. One more is asked for, so that a file
   * that has grown since is not taken for whole.
   *
   * @param file the file, which is no pipe
   * @param size how long it is
   * @param most how long it may be
   * @param room gives room for so many bytes
   * @return its length; -1 if it is empty, too long, was changed, or has no channel
   */
  public static int read(Path file, long size, int most, IntFunction<ByteBuffer> room)
      throws IOException {
    if (size >= most || size == 0) {
      return -1; // there are files that say they are empty, and are not
    }
    ByteBuffer target = room.apply((int) size + 1);
    try (FileChannel channel = FileChannel.open(file, READ)) {
      while (target.remaining() > 1 && channel.read(target) >= 0) {
        // until one byte is left, or the file was cut
      }
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return -1; // an archive has no channels, or none that follow no link
    }
    return target.remaining() == 1 ? (int) size : -1;
  }

  private static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    attributes(file); // before it is opened, since opening a pipe waits for its other end
    return FileChannel.open(file, options);
  }
}
