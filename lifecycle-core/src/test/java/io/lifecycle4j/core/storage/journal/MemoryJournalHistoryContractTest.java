package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalHistoryContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import org.junit.jupiter.api.AfterEach;

class MemoryJournalHistoryContractTest extends JournalHistoryContract {
  private final Medium medium = Media.memory();

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  @Override
  protected JournalStore open() {
    return medium.journals();
  }
}
