package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.DatasetRowsContract;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileDatasetRowsContractTest extends DatasetRowsContract {
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();
  @TempDir private Path home;

  private DatasetStore store() {
    return DatasetStores.over(media.add(Media.file(home)), () -> Fixtures.TIME);
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
