package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.DatasetPurgeContract;
import io.lifecycle4j.data.spi.DatasetStore;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryDatasetPurgeContractTest extends DatasetPurgeContract {
  @RegisterExtension private final OpenedStores stores = OpenedStores.inMemory();

  @Override
  protected DatasetStore open() {
    return stores.open();
  }

  @Override
  protected DatasetStore openAgain(DatasetStore first) {
    return stores.open();
  }
}
