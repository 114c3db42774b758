package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the providers of the kit have in common: each has one file system, made by its creator. */
abstract class KitProvider extends FileSystemProvider {
  private final KitFileSystem files;
  private final String scheme;

  KitProvider(KitFileSystem files, String scheme) {
    this.files = files;
    this.scheme = scheme;
  }

  @Override
  public final String getScheme() {
    return scheme;
  }

  @Override
  public final FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("Use its constructor");
  }

  @Override
  public final FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public final SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  /** The entries of a directory; counts as open until it is closed. */
  static final class Listing implements DirectoryStream<Path> {
    private final KitFileSystem files;
    private final List<Path> entries;
    private boolean closed;

    Listing(KitFileSystem files, List<Path> entries) {
      this.files = files;
      this.entries = entries;
      files.opened();
    }

    @Override
    public Iterator<Path> iterator() {
      return entries.iterator();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        files.closed();
      }
    }
  }
}
