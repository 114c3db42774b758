package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.contract.BlobBatchContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileBlobBatchContractTest extends BlobBatchContract {
  @TempDir private Path home;
  private @Nullable Medium medium;

  @AfterEach
  void closeMedium() {
    if (medium != null) {
      medium.close();
    }
  }

  @Override
  protected BlobStore open() {
    Medium opened = Media.file(home);
    medium = opened;
    return opened.blobs();
  }
}
