package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.RunLifeContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.tracking.ExperimentTracker;
import org.junit.jupiter.api.AfterEach;

class MemoryRunLifeContractTest extends RunLifeContract {
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
