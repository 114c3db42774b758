package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalConcurrencyContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import org.junit.jupiter.api.AfterEach;

class MemoryJournalConcurrencyContractTest extends JournalConcurrencyContract {
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
