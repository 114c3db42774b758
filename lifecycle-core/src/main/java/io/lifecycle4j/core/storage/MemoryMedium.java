package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.blob.MemoryBlobStore;
import io.lifecycle4j.core.storage.journal.MemoryJournalStore;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;

/** A home in memory, for tests: everything is gone when it is closed. */
final class MemoryMedium implements Medium {
  private final URI location = URI.create("memory:" + Ids.next());
  private final MemoryBlobStore blobs = new MemoryBlobStore(location, InstantSource.system());
  private final MemoryJournalStore journals = new MemoryJournalStore();
  private volatile boolean closed;

  @Override
  public URI location() {
    return location;
  }

  @Override
  public UUID store() {
    checkOpen();
    return journals.store();
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
