package io.lifecycle4j.tiers;

import io.lifecycle4j.contract.BlobQuarantineContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import org.junit.jupiter.api.AfterEach;

class HotBlobQuarantineContractTest extends BlobQuarantineContract {
  private final Medium medium = TieredMedium.over(Media.memory(), null);

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  @Override
  protected BlobStore open() {
    return medium.blobs();
  }
}
