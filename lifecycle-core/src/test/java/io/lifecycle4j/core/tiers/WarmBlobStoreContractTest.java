package io.lifecycle4j.core.tiers;

import io.lifecycle4j.contract.BlobStoreContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.Tier;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A blob that was moved away is read as one that was not. */
class WarmBlobStoreContractTest extends BlobStoreContract {
  @TempDir private Path directory;
  private final Medium other = Media.memory();
  private @Nullable Medium medium;

  @AfterEach
  void closeMedia() {
    if (medium != null) {
      medium.close();
    }
    other.close();
  }

  @Override
  protected BlobStore open() {
    TieredMedium home = TieredMedium.over(Media.file(directory), other.blobs());
    medium = home;
    return MovedBlobStore.of(home, Tier.WARM);
  }
}
