package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.blob.FileBlobStore;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.journal.FileJournalStore;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A home in a directory of a local file system. */
final class FileMedium implements Medium {
  /** The size from which on a journal continues in another file. */
  static final long SEGMENT_BYTES = 1 << 26;

  /** How long closing journals may wait for the device. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Home home;
  private final FileBlobStore blobs;
  private final FileJournalStore journals;
  private volatile boolean closed;

  FileMedium(Home home, long segmentBytes) {
    this.home = home;
    this.blobs = new FileBlobStore(home, InstantSource.system());
    this.journals = new FileJournalStore(home, segmentBytes, PATIENCE);
  }

  static FileMedium open(Path directory, Set<MediumOption> options) {
    return new FileMedium(Home.open(directory, options, HomeFeatures.searched()), SEGMENT_BYTES);
  }

  /** Opens a home with another segment size of journals, for tests. */
  static FileMedium open(Path directory, long segmentBytes) {
    return new FileMedium(Home.open(directory, Set.of(), HomeFeatures.searched()), segmentBytes);
  }

  /** Throws unless the home can be copied to the target. */
  void checkCopyable(Path target) throws IOException {
    home.checkCopyable(target);
  }

  @Override
  public BlobStore blobs() {
    checkOpen();
    return blobs;
  }

  @Override
  public JournalStore journals() {
    checkOpen();
    return journals;
  }

  @Override
  public Optional<Path> cache() {
    return isReadOnly() ? Optional.empty() : Optional.of(home.resolve("cache"));
  }

  @Override
  public OptionalLong journalBytes() {
    checkOpen();
    Path directory = home.resolve("journals");
    return OptionalLong.of(StorageErrors.call("list", directory, () -> Directory.bytes(directory)));
  }

  @Override
  public OptionalLong freeBytes() {
    checkOpen();
    Path directory = home.directory();
    return OptionalLong.of(
        StorageErrors.call(
            "read the free space of",
            directory,
            () -> Files.getFileStore(directory).getUsableSpace()));
  }

  @Override
  public void checkWritable() {
    checkOpen();
    blobs.tryToWrite();
  }

  @Override
  public boolean isReadOnly() {
    return !home.isWritable();
  }

  @Override
  public List<HomeFeature> features() {
    checkOpen();
    return StorageErrors.call("read the features of", home.directory(), home::features);
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    checkOpen();
    required(features, "features");
    return StorageErrors.call("upgrade", home.directory(), () -> home.upgrade(features));
  }

  @Override
  public void close() {
    try (blobs) {
      journals.close();
    } finally {
      closed = true;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }
}
