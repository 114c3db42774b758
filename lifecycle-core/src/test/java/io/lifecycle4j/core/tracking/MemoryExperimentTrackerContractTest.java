package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.ExperimentTrackerContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import org.junit.jupiter.api.AfterEach;

class MemoryExperimentTrackerContractTest extends ExperimentTrackerContract {
  private final Medium medium = Media.memory();

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  @Override
  protected ExperimentTracker open() {
    return Tracking.over(medium);
  }

  @Override
  protected ExperimentTracker openAgain(ExperimentTracker first) {
    return Tracking.over(medium);
  }
}
