package io.lifecycle4j.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A retraining whose process is killed within the training goes on to the same bits. */
@OnlyLarger
@Timeout(300)
class RetrainedAfterKillsTest {
  private static final int ROWS = 400;
  private static final int BATCHES = 15 * KilledTraining.EPOCHS;
  private static final int KILLS = Volume.of(1, 1, 2);

  @TempDir private Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  /** Returns the digest of a training on the new rows that nothing interrupts. */
  private String expected() {
    try (Lifecycle home = KilledTraining.open(directory.resolve("whole"));
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      return KilledTraining.digest(
          model.train(KilledTraining.commit(home, ROWS).split(KilledTraining.PLAN)));
    }
  }

  private void served() {
    try (Lifecycle home = RetrainedPoints.open(home(), new TestClock(RetrainedPoints.BEGIN));
        ManagedModel<Point, String> model = RetrainedPoints.model(home, news -> {})) {
      model.promote(model.train(KilledTraining.split(home)), Actor.by("alice"), "First");
      KilledTraining.commit(home, ROWS);
    }
  }

  private ChildJvm child() throws IOException {
    return ChildJvm.start(List.of("-Xmx256m"), RetrainedPoints.class, home());
  }

  @Test
  void goesOnToTheSameBits() throws Exception {
    served();
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child = child()) {
        child.awaitLines(kill == 0 ? 36 : 12); // so that a state is stored, and batches are left
        child.kill();
      }
    }

    try (ChildJvm child = child()) {
      List<String> lines = child.awaitEnd();
      assertThat(lines).last().isEqualTo(expected());
      assertThat(lines.size()).isLessThan(BATCHES);
    }
    TestClock later = new TestClock(RetrainedPoints.BEGIN.plusSeconds(200_000));
    try (Lifecycle home = RetrainedPoints.open(home(), later);
        ManagedModel<Point, String> model = RetrainedPoints.model(home, news -> {})) {
      List<RunRecord> runs = home.experiments().runs(KilledTraining.MODEL);
      assertThat(runs).extracting(RunRecord::status).containsOnly(RunStatus.FINISHED).hasSize(2);
      assertThat(home.models().versions(KilledTraining.MODEL)).hasSize(2);
      assertThat(model.retrainings().all()).hasSize(1);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }
}
