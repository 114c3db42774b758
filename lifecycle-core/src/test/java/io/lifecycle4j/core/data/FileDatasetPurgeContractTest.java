package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.DatasetPurgeContract;
import io.lifecycle4j.data.spi.DatasetStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileDatasetPurgeContractTest extends DatasetPurgeContract {
  @TempDir private Path home;

  @RegisterExtension private final OpenedStores stores = OpenedStores.in(() -> home);

  @Override
  protected DatasetStore open() {
    return stores.open();
  }

  @Override
  protected DatasetStore openAgain(DatasetStore first) {
    return stores.open();
  }
}
