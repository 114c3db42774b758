package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.RunLifeContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileRunLifeContractTest extends RunLifeContract {
  private final Deque<Medium> media = new ArrayDeque<>();
  @TempDir private Path home;
  private final FaultyFileSystem files = new FaultyFileSystem();

  @AfterEach
  void closeMedia() {
    media.forEach(Medium::close);
  }

  private Medium medium() {
    Medium medium = Media.file(files.path(home));
    media.push(medium);
    return medium;
  }

  @Override
  protected boolean loseNextOutcome() {
    files.fail(
        KthFault.once(
            1,
            () -> new IOException("Input/output error"),
            (operation, path) ->
                operation == Operation.FORCE && path.toString().contains("journals/run-")));
    return true;
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
