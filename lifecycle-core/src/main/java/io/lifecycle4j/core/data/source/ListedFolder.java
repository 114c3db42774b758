package io.lifecycle4j.core.data.source;

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
 * A folder below the first, whose files were listed. Its files are read only as long as no link has
 * replaced it or a parent folder.
 */
final class ListedFolder {
  static final String GONE = "it has gone, or is no file any more";

  /**
   * A check stays valid this long, so that reading all files of a folder does not repeat it for
   * each.
   */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(1);

  private final Path path;
  private volatile boolean looked;
  private volatile long lookedAt;

  /** Creates a folder whose path contains no link. */
  ListedFolder(Path path) {
    this.path = path;
  }

  /**
   * Returns the content of a file that is not a link; reading fails after a link has replaced it.
   */
  static Content file(Path file, @Nullable ListedFolder folder) {
    return new FolderFile(file, folder);
  }

  /** Checks that no link has replaced the folder. */
  boolean isSame() {
    long now = System.nanoTime();
    try {
      looked = path.toRealPath().equals(path);
    } catch (IOException e) {
      looked = false;
    }
    lookedAt = now;
    return looked;
  }

  /** Like {@link #isSame}, but trusts a check of the last millisecond. */
  private boolean wasSame() {
    return (looked && System.nanoTime() - lookedAt < FRESH) || isSame();
  }

  /**
   * The bytes of a file.
   *
   * @param folder the folder of the file, or null for the first, which may be a link
   */
  private record FolderFile(Path path, @Nullable ListedFolder folder) implements Content {
    /**
     * Returns empty if the file was replaced, so that it is not read without the check in {@link
     * #writeTo}.
     */
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
        if (folder != null && !folder.isSame()) { // A file replaced after this check is not read.
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
        return Files.newInputStream(path); // An archive has no links.
      }
    }
  }
}
