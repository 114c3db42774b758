package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;

/** A file that was stored before: if it is not there, it was lost. */
record NeededFile(KeptFile kept) implements KeptFile {
  @Override
  public StoredFile file() {
    return kept.file();
  }

  @Override
  public InputStream open() {
    return NamedBlobs.file(file(), kept::open);
  }

  @Override
  public InputStream open(long offset, long length) {
    return NamedBlobs.file(file(), () -> kept.open(offset, length));
  }
}
