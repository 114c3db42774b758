package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.InputStream;

record CopiedFile(StoredFile file, BlobStore blobs) implements KeptFile {
  @Override
  public InputStream open() {
    return blobs.open(file.blob());
  }

  @Override
  public InputStream open(long offset, long length) {
    return blobs.open(file.blob(), offset, length);
  }
}
