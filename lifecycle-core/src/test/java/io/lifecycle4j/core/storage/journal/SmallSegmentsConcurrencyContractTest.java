package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.contract.JournalConcurrencyContract;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Segments so small that journals roll all the time. */
class SmallSegmentsConcurrencyContractTest extends JournalConcurrencyContract {
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
    Medium opened = SmallSegments.open(home, 2_000);
    medium = opened;
    return opened.journals();
  }
}
