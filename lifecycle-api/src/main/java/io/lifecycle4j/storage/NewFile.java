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
 * Writes a content to a file of the user, outside of any home. The file has its name once it is
 * whole and durable.
 */
final class NewFile {
  private static final SecureRandom RANDOM = new SecureRandom();

  private NewFile() {}

  static void write(Content content, Path file) {
    Path target = file.toAbsolutePath(); // since the JDK has no error for an empty path
    Path directory = target.getParent();
    if (directory == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file); // looked at before hours of work are done for nothing
    }
    String id = Long.toHexString(RANDOM.nextLong()); // as nobody else names it
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

  /** Whoever is told that it failed tries again, which a file of this name would forbid. */
  private static void takeBack(Path draft, Path target, boolean published) {
    try {
      if (published || isLinked(draft, target)) {
        Files.deleteIfExists(target);
      }
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // what failed before says what is wrong with the disk
    }
  }

  /** A link may be there though making it failed; one that was there before is of another file. */
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

  /** A link never replaces a file; where there are none a move is the next best thing. */
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

  /** Whoever writes may close what it writes to, and the file is forced after that. */
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
