package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.ExperimentTrackerContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileExperimentTrackerContractTest extends ExperimentTrackerContract {
  private final Deque<Medium> media = new ArrayDeque<>();
  @TempDir private Path home;

  @AfterEach
  void closeMedia() {
    media.forEach(Medium::close);
  }

  private Medium medium() {
    Medium medium = Media.file(home);
    media.push(medium);
    return medium;
  }

  @Override
  protected ExperimentTracker open() {
    return Tracking.over(medium());
  }

  @Override
  protected ExperimentTracker openAgain(ExperimentTracker first) {
    return Tracking.over(medium());
  }
}
