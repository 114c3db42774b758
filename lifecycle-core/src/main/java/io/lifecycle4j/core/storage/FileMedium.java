package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;

/** A home in a directory of a local file system. */
final class FileMedium implements Medium {
  private final Home home;
  private final StorageThread thread;
  private final FileBlobStore blobs;
  private final FileJournalStore journals;

  FileMedium(Home home) {
    this.home = home;
    this.thread = new StorageThread();
    this.blobs = new FileBlobStore(home);
    this.journals = new FileJournalStore(home, thread);
  }

  static FileMedium open(Path directory) {
    return new FileMedium(Home.open(directory));
  }

  @Override
  public URI location() {
    return home.directory().toUri();
  }

  @Override
  public UUID store() {
    thread.checkOpen();
    return home.store();
  }

  @Override
  public BlobStore blobs() {
    thread.checkOpen();
    return blobs;
  }

  @Override
  public JournalStore journals() {
    thread.checkOpen();
    return journals;
  }

  @Override
  public void close() {
    try (thread) {
      journals.close();
    }
  }
}
