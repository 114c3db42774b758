package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writes files into a directory outside of any home, and never outside of that directory. A file
 * appears under its name only when it is complete and durable. Not thread-safe, but others may
 * write into the directory at the same time.
 */
public final class DirectoryExport {
  private static final int BUFFER = 1 << 16;

  private static final String PREFIX = ".lifecycle4j-";
  private static final String UNFINISHED = ".unfinished";

  /** An unfinished file not written to for this long belongs to an interrupted export. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path directory;

  /** The nearest directory that existed before; all directories below it were created. */
  private final Path there;

  private final boolean existing;
  private final Set<Path> folders = new HashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

  private DirectoryExport(Path directory, Path there, boolean existing) {
    this.directory = directory;
    this.there = there;
    this.existing = existing;
  }

  /**
   * Rejects, before anything is written, files that cannot share a directory: two of one name, or a
   * file with the name of another file's folder.
   *
   * @param directory the target, for the message
   */
  public static void checkNames(Path directory, Collection<StoredFile> files) {
    Set<String> names = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (StoredFile file : files) {
      String path = file.name();
      check(names.add(path), "Cannot write files to %s: %s is there twice", directory, path);
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        folders.add(path.substring(0, slash));
      }
    }
    folders.retainAll(names);
    check(
        folders.isEmpty(),
        "Cannot write files to %s: %s would be a file and a folder (open them one by one)",
        directory,
        folders);
  }

  /**
   * Begins in a directory that is empty or missing, in which case it is created.
   *
   * @param otherwise an alternative for the error message, or empty
   * @throws io.lifecycle4j.error.InvalidValueException if the directory is not empty, or lies in a
   *     home
   */
  public static DirectoryExport intoEmpty(Path directory, String otherwise) {
    DirectoryExport export = intoExisting(directory);
    try {
      check(
          Directory.names(export.directory).isEmpty(),
          "Cannot write files to %s: it is not empty (must be new or empty%s)",
          directory,
          otherwise);
    } catch (IOException e) {
      throw StorageErrors.failed("read", directory, e);
    }
    return new DirectoryExport(export.directory, export.there, false);
  }

  /**
   * Begins in a directory that may contain files; created if missing.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it is a file, or lies in a home
   */
  public static DirectoryExport intoExisting(Path directory) {
    required(directory, "directory");
    check(
        !Files.exists(directory) || Files.isDirectory(directory),
        "Cannot write files to %s: it is a file (must be a directory)",
        directory);
    try {
      Path there = existing(directory).toRealPath();
      checkNoHome("files to " + directory, there); // before anything is created there
      Path real = Files.createDirectories(directory).toRealPath();
      checkNoHome("files to " + directory, real);
      sweep(real);
      return new DirectoryExport(real, there, true);
    } catch (IOException e) {
      throw StorageErrors.failed("create directory", directory, e);
    }
  }

  /**
   * Throws if a directory lies in a home.
   *
   * @param written what is to be written there, for the message
   */
  static void checkNoHome(Object written, Path real) {
    Optional<Path> home = Home.around(real);
    check(
        home.isEmpty(),
        "Cannot write %s: it lies in the home %s (must be outside of any home)",
        written,
        home.orElse(real));
  }

  /**
   * Returns a unique name for a file being written; names of exported files never begin with a dot.
   */
  static Path unfinished(Path directory) {
    return directory.resolve(PREFIX + Ids.next() + UNFINISHED);
  }

  /** Deletes leftovers of interrupted exports; other exports may be running here. */
  private static void sweep(Path directory) throws IOException {
    Instant before = InstantSource.system().instant().minus(ABANDONED);
    for (String name : Directory.names(directory)) {
      if (name.startsWith(PREFIX) && name.endsWith(UNFINISHED)) {
        sweep(directory.resolve(name), before);
      }
    }
  }

  private static void sweep(Path left, Instant before) throws IOException {
    try {
      FileTime written = Files.getLastModifiedTime(left, LinkOption.NOFOLLOW_LINKS);
      if (written.toInstant().isBefore(before)) {
        Files.deleteIfExists(left);
      }
    } catch (NoSuchFileException e) {
      // finished after it was listed
    }
  }

  /** Returns the nearest existing directory. */
  private static Path existing(Path directory) {
    Path at = directory.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  /**
   * Writes a file. Its bytes are durable on return, its name after {@link #complete}. If reading
   * the content fails, the file is not created.
   *
   * @param name the path within the directory
   */
  public void write(String name, InputStream content) {
    Path target = directory.resolve(checkPath("file", name));
    Path unfinished = unfinished(directory);
    try {
      makeFolders(name);
      check(
          existing || !Files.exists(target, LinkOption.NOFOLLOW_LINKS),
          "Cannot write %s: this file system takes its name for that of another file",
          name);
      try {
        fill(unfinished, content);
        makeFolders(name); // a link may have replaced a folder in the meantime
        Durable.move(unfinished, target);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw StorageErrors.failed("write", target, e);
    }
  }

  private void fill(Path unfinished, InputStream content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long at = 0;
      int count = content.read(buffer.array());
      while (count >= 0) {
        Durable.writeFully(channel, buffer.position(0).limit(count), at);
        at += count;
        count = content.read(buffer.array());
      }
      channel.force(true);
    }
  }

  /** Creates the parent folders; rejects links, which would lead out of the directory. */
  private void makeFolders(String name) throws IOException {
    Path folder = directory;
    folders.add(folder);
    for (Path step : Path.of(name)) {
      check(
          Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS),
          "Cannot write %s: %s is a file or a link (must be a directory)",
          name,
          folder);
      folder = folder.resolve(step.toString());
      if (!folder.equals(directory.resolve(name)) && folders.add(folder)) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(folder);
        }
      }
    }
  }

  /** Makes the names of all files durable. */
  public void complete() {
    try {
      for (Path folder : folders) {
        Durable.forceDirectory(folder);
      }
      Path made = directory;
      while (made.startsWith(there) && !made.equals(there)) {
        made = Durable.parent(made);
        Durable.forceDirectory(made);
      }
      Path above = made.getParent();
      if (above != null && Files.isReadable(above)) {
        Durable.forceDirectory(above); // its creator may have failed before the fsync
      }
    } catch (IOException e) {
      throw StorageErrors.failed("force", directory, e);
    }
  }
}
