package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes a file that is not in a home. It has its name once it is whole and durable. */
public final class FileExport {
  private static final String PREFIX = ".lifecycle4j-";
  private static final String UNFINISHED = ".unfinished";
  private static final int BUFFER = 1 << 16;

  private FileExport() {}

  /** Names what is being written as nobody else does. */
  static Path unfinished(Path directory) {
    return directory.resolve(PREFIX + Ids.next() + UNFINISHED);
  }

  /** Tells whether a file is being written, or was when its writer died. */
  static boolean isUnfinished(String name) {
    return name.startsWith(PREFIX) && name.endsWith(UNFINISHED);
  }

  /**
   * Writes a new file.
   *
   * @param file its name
   * @param content its bytes; if writing them fails there is no file
   * @throws InvalidValueException if there is something of this name, or it lies in a home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  public static void write(Path file, Content content) {
    Path target = required(file, "file").toAbsolutePath();
    if (target.getParent() == null) {
      throw exists(file); // the root
    }
    try {
      Path directory = directory(target);
      checkNew(file, target);
      Path unfinished = unfinished(directory);
      try {
        fill(unfinished, content);
        publish(unfinished, target);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      Durable.forceDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (UncheckedIOException e) {
      throw StorageErrors.failed("write", file, required(e.getCause(), "cause"));
    } catch (IOException e) {
      throw StorageErrors.failed("write", file, e);
    }
  }

  /** A link never replaces a file; where there are none a move is the next best thing. */
  private static void publish(Path unfinished, Path target) throws IOException {
    try {
      Files.createLink(target, unfinished);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(unfinished, target);
    }
  }

  private static Path directory(Path target) throws IOException {
    Path directory = Durable.parent(target);
    check(
        Files.isDirectory(directory),
        "Cannot write %s: there is no directory %s (make it first)",
        target,
        directory);
    Optional<Path> home = Home.around(directory.toRealPath());
    check(
        home.isEmpty(),
        "Cannot write %s: it lies in the home %s (must be outside of any home)",
        target,
        home.orElse(directory));
    return directory;
  }

  /** Looked at before hours of work are done for nothing. */
  private static void checkNew(Path file, Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file);
    }
  }

  private static InvalidValueException exists(Path file) {
    return new InvalidValueException(
        "Cannot write " + file + ": it exists (must be the name of a new file)");
  }

  private static void fill(Path unfinished, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
      content.writeTo(new Unclosed(out));
      out.flush();
      channel.force(true);
    }
  }

  /** Whoever writes may close what it writes to, and the file is forced after that. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
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
