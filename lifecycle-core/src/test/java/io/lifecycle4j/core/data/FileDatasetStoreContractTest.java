package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.DatasetStoreContract;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileDatasetStoreContractTest extends DatasetStoreContract {
  private final Deque<Medium> media = new ArrayDeque<>();
  @TempDir private Path home;

  @AfterEach
  void closeMedia() {
    media.forEach(Medium::close);
  }

  private DatasetStore store() {
    Medium medium = Media.file(home);
    media.push(medium);
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
