package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalStoreContract;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.JournalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileJournalStoreContractTest extends JournalStoreContract {
  @TempDir private Path home;
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();

  @Override
  protected JournalStore open() {
    return media.add(Media.file(home)).journals();
  }
}
