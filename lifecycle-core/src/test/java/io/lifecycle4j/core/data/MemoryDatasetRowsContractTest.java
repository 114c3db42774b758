package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.DatasetRowsContract;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.storage.Medium;
import org.junit.jupiter.api.AfterEach;

class MemoryDatasetRowsContractTest extends DatasetRowsContract {
  private final Medium medium = Media.memory();

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  private DatasetStore store() {
    return DatasetStores.over(medium, () -> Fixtures.TIME);
  }

  @Override
  protected DatasetStore open() {
    return store();
  }

  @Override
  protected DatasetStore openAgain(DatasetStore first) {
    return store();
  }
}
