package io.lifecycle4j.tiers;

import io.lifecycle4j.contract.BlobStoreContract;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.storage.spi.BlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A blob that was moved away is read as one that was not. */
class ColdBlobStoreContractTest extends BlobStoreContract {
  @TempDir private Path directory;
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();

  @Override
  protected BlobStore open() {
    return MovedBlobStore.over(media, directory, Tier.COLD);
  }
}
