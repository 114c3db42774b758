package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * Writes a content to a file of the user, outside any home. The file gets its name when it is
 * complete and durable.
 */
final class NewFile {
  private static final SecureRandom RANDOM = new SecureRandom();

  private NewFile() {}

  static void write(Content content, Path file) {
    Path target = file.toAbsolutePath(); // The JDK does not reject an empty path.
    Path directory = target.getParent();
    if (directory == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file); // Checked first, because writing may take hours.
    }
    String id = Long.toHexString(RANDOM.nextLong()); // A name that no other process uses.
    Path draft = directory.resolve(".lifecycle4j-" + id + ".unfinished");
    try {
      write(content, draft, target);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (ClosedByInterruptException e) {
      throw new OperationInterruptedException(
          "Cannot write " + file + ": the thread was interrupted", e);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void write(Content content, Path draft, Path target) throws IOException {
    boolean published = false;
    boolean durable = false;
    try {
      fill(content, draft);
      publish(draft, target);
      published = true;
      Files.deleteIfExists(draft);
      force(required(target.getParent(), "directory"));
      durable = true;
    } finally {
      if (!durable) {
        takeBack(draft, target, published);
      }
    }
  }

  /** Removes the file after a failure, so that a retry does not find it. */
  private static void takeBack(Path draft, Path target, boolean published) {
    try {
      if (published || isLinked(draft, target)) {
        Files.deleteIfExists(target);
      }
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // The first failure is reported.
    }
  }

  /**
   * Checks for a link of this draft: creating it may succeed although it reports a failure. An
   * older link refers to another file.
   */
  private static boolean isLinked(Path draft, Path target) throws IOException {
    return Files.exists(draft)
        && Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && Files.isSameFile(draft, target);
  }

  private static InvalidValueException exists(Path file) {
    return new InvalidValueException(
        "Cannot write " + file + ": it exists (must be the name of a new file)");
  }

  private static void fill(Content content, Path draft) throws IOException {
    try (FileChannel channel =
            FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.writeTo(new Unclosed(out));
      out.flush();
      channel.force(true);
    }
  }

  /**
   * Creates a hard link, which never replaces a file, or moves the file where links are
   * unsupported.
   */
  private static void publish(Path draft, Path target) throws IOException {
    try {
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(draft, target);
    }
  }

  private static void force(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows cannot open a directory
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A stream that stays open when the content closes it, because the file still needs an fsync. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(required(out, "stream"));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
