package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalStoreContract;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.storage.spi.JournalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Segments so small that journals roll all the time. */
class SmallSegmentsStoreContractTest extends JournalStoreContract {
  @TempDir private Path home;
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();

  @Override
  protected JournalStore open() {
    return media.add(SmallSegments.open(home, 150)).journals();
  }
}
