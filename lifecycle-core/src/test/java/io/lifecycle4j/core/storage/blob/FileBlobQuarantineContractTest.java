package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.contract.BlobQuarantineContract;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.BlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileBlobQuarantineContractTest extends BlobQuarantineContract {
  @TempDir private Path home;
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();

  @Override
  protected BlobStore open() {
    return media.add(Media.file(home)).blobs();
  }
}
