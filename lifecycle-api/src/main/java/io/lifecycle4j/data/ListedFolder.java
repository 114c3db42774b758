package io.lifecycle4j.data;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder below the first, whose files were listed. They are given out only while no link has
 * taken its place, or that of a folder around it.
 */
final class ListedFolder {
  static final String GONE = "it has gone, or is no file any more";

  /** Who asks for all files of a folder at once need not look at the folder for each of them. */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(1);

  private final Path path;
  private final Path real;
  private volatile boolean looked;
  private volatile long lookedAt;

  /**
   * Creates a folder.
   *
   * @param path where it was found
   * @param real where that is without any link
   */
  ListedFolder(Path path, Path real) {
    this.path = path;
    this.real = real;
  }

  /** Returns the bytes of a file that was no link, and is read only while it is none. */
  static Content file(Path file, @Nullable ListedFolder folder) {
    return new FolderFile(file, folder);
  }

  /** Looks whether it is still itself. */
  boolean isSame() {
    long now = System.nanoTime();
    try {
      looked = path.toRealPath().equals(real);
    } catch (IOException e) {
      looked = false;
    }
    lookedAt = now;
    return looked;
  }

  /** Looks unless it was looked at just now. */
  private boolean wasSame() {
    return (looked && System.nanoTime() - lookedAt < FRESH) || isSame();
  }

  /**
   * The bytes of a file.
   *
   * @param path the file
   * @param folder the folder it is in, null for the first, where a link is wanted
   */
  private record FolderFile(Path path, @Nullable ListedFolder folder) implements Content {
    /** Says nothing if there is another file now, so that it is not read past {@link #writeTo}. */
    @Override
    public Optional<Path> file() {
      return folder == null || folder.wasSame() ? Optional.of(path) : Optional.empty();
    }

    @Override
    public Optional<URI> location() {
      return Optional.of(path.toUri());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw refused();
      }
      try (InputStream in = open()) {
        if (folder != null && !folder.isSame()) { // what is swapped from now on is not read
          throw refused();
        }
        in.transferTo(out);
      }
    }

    private InvalidDataException refused() {
      return new InvalidDataException("Cannot read " + path + ": " + GONE);
    }

    private InputStream open() throws IOException {
      try {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        return Files.newInputStream(path); // in an archive, which has no links
      }
    }
  }
}
