package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalConcurrencyContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileJournalConcurrencyContractTest extends JournalConcurrencyContract {
  @TempDir private Path home;
  private @Nullable Medium medium;

  @AfterEach
  void closeMedium() {
    if (medium != null) {
      medium.close();
    }
  }

  @Override
  protected JournalStore open() {
    Medium opened = Media.file(home);
    medium = opened;
    return opened.journals();
  }
}
