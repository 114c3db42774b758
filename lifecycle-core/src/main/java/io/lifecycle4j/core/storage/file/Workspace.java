package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ClosedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files that an open home is writing: a directory of its own under {@code tmp}.
 *
 * <p>A lock shows that the owner is alive, since only a lock always ends with its owner.
 * Identifiers are not reused, so that here the holder of a lock may delete the lock file.
 * Thread-safe.
 */
public final class Workspace implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("([0-9a-z]{16})(\\.lock)?");

  private final Path tmp;
  private @Nullable Path directory;
  private FileLocks.@Nullable Held lock;
  private long files;
  private boolean closed;

  /**
   * Creates a workspace; its directory is created when needed.
   *
   * @param tmp the directory of all workspaces of the home
   */
  public Workspace(Path tmp) {
    this.tmp = tmp;
  }

  /** Temporary files of one operation; those not moved elsewhere are deleted at its end. */
  public final class Drafts implements AutoCloseable {
    private final List<Path> mine = new ArrayList<>();

    private Drafts() {}

    /** Returns the name of a file that does not exist yet. */
    public Path next() throws IOException {
      Path file = file();
      mine.add(file);
      return file;
    }

    @Override
    public void close() {
      for (Path file : mine) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // never read; the outcome of the operation is known by now
        }
      }
    }
  }

  /** Begins an operation; close the result. */
  public Drafts drafts() {
    return new Drafts();
  }

  private synchronized Path file() throws IOException {
    checkOpen();
    Path mine = directory;
    if (mine == null) {
      mine = create();
      directory = mine;
    }
    return mine.resolve(Long.toString(files++));
  }

  /** Throws if the home was closed. */
  public synchronized void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }

  private Path create() throws IOException {
    while (true) {
      String id = Ids.next();
      FileLocks.Held held = FileLocks.tryAcquire(lockFile(id));
      if (held != null && Files.exists(lockFile(id))) { // otherwise a sweeper was faster
        Path created = tmp.resolve(id);
        try {
          Durable.makeNewDirectory(created);
          lock = held;
          return created;
        } finally {
          if (lock == null) {
            delete(id, held);
          }
        }
      }
      if (held != null) {
        held.close();
      }
    }
  }

  private Path lockFile(String id) {
    return tmp.resolve(id + ".lock");
  }

  /** Deletes leftovers of dead writers; what cannot be deleted now is tried again the next time. */
  public void sweep() {
    try {
      for (String id : owners()) {
        FileLocks.Held held = FileLocks.tryAcquire(lockFile(id));
        if (held != null) {
          delete(id, held);
        }
      }
    } catch (IOException e) {
      // leftovers are never read
    }
  }

  private Set<String> owners() throws IOException {
    return Directory.names(tmp).stream()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void delete(String id, FileLocks.Held held) {
    try (held) {
      Path dead = tmp.resolve(id);
      if (Files.isDirectory(dead, LinkOption.NOFOLLOW_LINKS)) {
        for (String file : Directory.names(dead)) {
          Files.delete(dead.resolve(file));
        }
        Files.delete(dead);
      }
      Files.delete(lockFile(id));
    } catch (NoSuchFileException e) {
      // deleted by another process
    } catch (IOException e) {
      // never read; the next opening tries again
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (directory != null && lock != null) {
      delete(String.valueOf(directory.getFileName()), lock);
      directory = null;
    }
  }
}
