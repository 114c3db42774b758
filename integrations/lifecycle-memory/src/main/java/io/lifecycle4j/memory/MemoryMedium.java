package io.lifecycle4j.memory;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A home in memory, for tests: its content is lost when it is closed. */
final class MemoryMedium implements Medium {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MemoryBlobStore blobs;
  private final MemoryJournalStore journals;
  private final Set<HomeFeature> features = new LinkedHashSet<>();
  private volatile boolean closed;

  MemoryMedium() {
    UUID id = new UUID(RANDOM.nextLong(), RANDOM.nextLong());
    URI location = URI.create("memory:" + id);
    this.blobs = new MemoryBlobStore(location, id, InstantSource.system());
    this.journals = new MemoryJournalStore(id);
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
  public List<HomeFeature> features() {
    checkOpen();
    synchronized (features) {
      return List.copyOf(features);
    }
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> more) {
    checkOpen();
    synchronized (features) {
      return required(more, "features").stream().filter(features::add).toList();
    }
  }

  @Override
  public void close() {
    closed = true;
    blobs.close();
    journals.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }
}
