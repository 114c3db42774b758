package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.RunLifeContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import org.junit.jupiter.api.AfterEach;

class MemoryRunLifeContractTest extends RunLifeContract {
  private final Medium medium = Media.memory();
  private final LostOutcomes outcomes = new LostOutcomes();

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  private ExperimentTracker tracker() {
    return new JournalExperimentTracker(medium.blobs(), outcomes.of(medium.journals()));
  }

  @Override
  protected boolean loseNextOutcome() {
    outcomes.loseNext();
    return true;
  }

  @Override
  protected ExperimentTracker open() {
    return tracker();
  }

  @Override
  protected ExperimentTracker openAgain(ExperimentTracker first) {
    return tracker();
  }
}
