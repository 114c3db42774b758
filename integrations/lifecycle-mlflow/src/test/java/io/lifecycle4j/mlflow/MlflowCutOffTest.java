package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports that were cut off at any call, and made whole by a second one. */
class MlflowCutOffTest {
  /** More than are recorded at once. */
  private static final int POINTS = 70_000;

  @TempDir Path folder;

  private static HomeExperiments over(ExperimentTracker tracker) {
    return Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));
  }

  /** A tracker whose storage fails at one of the calls that write. */
  private static final class FailingTracker extends ForwardingTracker {
    private int left;

    FailingTracker(ExperimentTracker tracker, int calls) {
      super(tracker);
      left = calls;
    }

    private void call() {
      left--;
      if (left < 0) {
        throw new StorageFailedException("No space", null);
      }
    }

    private RunLog failing(RunLog log) {
      return new RunLog() {
        @Override
        public void append(RunBatch batch, Durability durability) {
          call();
          log.append(batch, durability);
        }

        @Override
        public void close() {
          log.close();
        }
      };
    }

    @Override
    public RunLog start(RunInfo info) {
      call();
      return failing(super.start(info));
    }

    @Override
    public RunLog reopen(String id) {
      call();
      return failing(super.reopen(id));
    }
  }

  @Test
  @OnlyLarger
  void isMadeWholeWhereverItWasCutOff() throws IOException {
    Mlruns.unpack(folder);
    Path big = Mlruns.run(Mlruns.experiment(folder), "big").resolve("metrics");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < POINTS; i++) {
      lines.append("1700000000000 ").append(i).append(".5 ").append(i).append('\n');
    }
    Files.writeString(big.resolve("m"), lines);
    List<RunRecord> whole = imported(Integer.MAX_VALUE).runs;
    Outcome outcome;
    int cuts = 0;
    do {
      outcome = imported(cuts);
      assertThat(outcome.runs).as("cut off at call %s", cuts).isEqualTo(whole);
      cuts++;
    } while (outcome.failed);
    assertThat(cuts).isGreaterThan(15);
  }

  @Test
  void keepsNoTagThatIsGoneWhenItGoesOn() throws IOException {
    Path run = Mlruns.run(Mlruns.experiment(folder), "big");
    Files.writeString(
        run.resolve("metrics/m"), "1700000000000 1 1\n".repeat(POINTS)); // so two batches
    Files.writeString(run.resolve("tags/gone"), "x");
    Files.writeString(run.resolve("tags/stays"), "x");
    Medium medium = Media.memory();
    ExperimentTracker target = Tracking.over(medium);
    try (HomeExperiments failing = over(new FailingTracker(target, 2))) {
      assertThatThrownBy(() -> MlflowImport.from(folder).into(failing).run())
          .isInstanceOf(StorageFailedException.class);
      assertThat(failing.find("big").orElseThrow().tags()).containsKeys("gone", RunIds.BEGUN);
    }
    Files.delete(run.resolve("tags/gone"));
    try (medium;
        HomeExperiments good = over(target)) {
      MlflowImport.from(folder).into(good).run();
      assertThat(good.find("big").orElseThrow().tags().keySet())
          .contains("stays", RunIds.ORIGIN)
          .doesNotContain("gone", RunIds.BEGUN);
    }
  }

  private record Outcome(boolean failed, List<RunRecord> runs) {}

  /** Imports into a tracker that fails after some calls, then again. */
  private Outcome imported(int calls) {
    Medium other = Media.memory();
    ExperimentTracker target = Tracking.over(other);
    boolean failed = false;
    try (HomeExperiments failing = over(new FailingTracker(target, calls))) {
      MlflowImport.from(folder).into(failing).run();
    } catch (StorageFailedException e) {
      failed = true;
    }
    try (HomeExperiments good = over(target)) {
      MlflowImport.from(folder).into(good).run();
      List<RunRecord> runs = new ArrayList<>();
      for (RunRecord run : good.search(RunQuery.builder().view(RunQuery.View.ALL).build()).runs()) {
        runs.add(run.toBuilder().segments(List.of()).build());
      }
      assertThat(runs).hasSize(8).allMatch(run -> run.tags().containsKey(RunIds.ORIGIN));
      assertThat(good.history("big", "m").size()).isEqualTo(POINTS);
      return new Outcome(failed, runs);
    } finally {
      other.close();
    }
  }
}
