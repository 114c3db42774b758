package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.blob.MemoryBlobStore;
import io.lifecycle4j.core.storage.journal.MemoryJournalStore;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;

/** A home in memory, for tests: everything is gone when it is closed. */
final class MemoryMedium implements Medium {
  private final MemoryBlobStore blobs;
  private final MemoryJournalStore journals;
  private volatile boolean closed;

  MemoryMedium() {
    URI location = URI.create("memory:" + Ids.next());
    UUID id = Ids.token();
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
  public void close() {
    closed = true;
    blobs.close();
    journals.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }
}
