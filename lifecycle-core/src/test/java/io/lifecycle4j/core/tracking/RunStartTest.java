package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.crashkit.PowerCut;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStart;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How runs begin, and begin again. */
@Timeout(120)
class RunStartTest {
  private static final int CUTS = 20;

  private final Disk disk = new Disk();
  private final Medium medium = medium(disk);
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments = experiments(tracker);

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static Medium medium(Disk disk) {
    return Media.file(new MemoryFileSystem(disk).getPath("/home"));
  }

  private static HomeExperiments experiments(ExperimentTracker tracker) {
    return Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));
  }

  private static RunRecord found(Disk left, String id) {
    try (Medium home = medium(left)) {
      return Tracking.over(home).find(id).orElseThrow();
    }
  }

  @Test
  void keepTheirTagsWhateverComesAfterTheirStart() {
    Run run = experiments.newRun("fraud").tag("team", "blue").tag("by", "alice").start();
    Disk killed = new Disk(disk);
    for (int seed = 0; seed < CUTS; seed++) {
      Disk left = PowerCut.of(new Disk(), disk, new Random(seed));
      assertThat(found(left, run.id()).tags())
          .describedAs("seed %s", seed)
          .containsEntry("team", "blue")
          .containsEntry("by", "alice");
    }
    assertThat(found(killed, run.id()).tags()).hasSize(2);
  }

  @Test
  void doNotBeginWithWhatCannotBeRecorded() {
    NewRun planned = experiments.newRun("fraud").tag("by", "half of a pair: \ud83d");
    assertThatThrownBy(planned::start).isInstanceOf(InvalidValueException.class);
    assertThat(tracker.search(RunQuery.builder().build()).runs()).isEmpty();
  }

  private String ended() {
    Run run = experiments.start("fraud").log("loss", 1).log("loss", 2);
    run.kill("enough");
    return run.id();
  }

  private List<Double> values(String id) {
    return tracker.history(id, "loss").points().stream().map(MetricPoint::value).toList();
  }

  @Test
  void goOnAsTheyAreAskedTo() {
    String id = ended();
    try (Run run = experiments.resuming(id, 1).synchronous().durability(Durability.POWER).start()) {
      run.log("loss", 3);
      assertThat(values(id)).containsExactly(1.0, 3.0);
      for (int seed = 0; seed < CUTS; seed++) {
        Disk left = PowerCut.of(new Disk(), disk, new Random(seed));
        assertThat(found(left, id).metric("loss")).describedAs("seed %s", seed).hasValue(3.0);
      }
      run.finish();
    }
  }

  @Test
  void goOnWithABody() {
    String id = ended();
    RunRecord run = experiments.resuming(id, 2).run(again -> again.log("loss", 3));
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(values(id)).containsExactly(1.0, 2.0, 3.0);
  }

  @Test
  void goOnWithABodyThatFails() {
    String id = ended();
    assertThatThrownBy(
            () ->
                experiments
                    .resuming(id, 2)
                    .call(
                        again -> {
                          throw new IOException("no network");
                        }))
        .isInstanceOf(IOException.class);
    assertThat(experiments.find(id).orElseThrow().status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void keepMetricsOfTheSystemWhoseStepsAreTheirOwn() {
    Run killed = experiments.start("fraud");
    killed.log("loss", 1).log("loss", 2).log("system/heap.used", 1).log("system/heap.used", 2);
    killed.kill("for the test");
    experiments.resuming(killed.id(), 1).run(run -> run.log("loss", 3).log("system/heap.used", 3));
    assertThat(values(killed.id())).containsExactly(1.0, 3.0);
    assertThat(tracker.history(killed.id(), "system/heap.used").points())
        .extracting(MetricPoint::value)
        .containsExactly(1.0, 2.0, 3.0);
    assertThat(found(disk, killed.id()).metrics())
        .hasEntrySatisfying("system/heap.used", all -> assertThat(all.count()).isEqualTo(3));
  }

  @Test
  void goOnWithMetricsOfTheSystem() throws Exception {
    String id = ended();
    CountDownLatch sampled = new CountDownLatch(1);
    Run run = experiments.resuming(id, 2).systemMetrics(Duration.ofMillis(100)).start();
    try (Following following =
        experiments.follow(
            id,
            batch -> {
              if (batch.points().stream().anyMatch(p -> p.metric().startsWith("system/"))) {
                sampled.countDown();
              }
            })) {
      assertThat(sampled.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(following).isNotNull();
    }
    run.finish();
  }

  @Test
  void doNothingBeforeTheyStart() {
    String id = ended();
    RunStart planned = experiments.resuming(id, 1);
    assertThat(values(id)).containsExactly(1.0, 2.0);
    assertThat(experiments.find(id).orElseThrow().status()).isEqualTo(RunStatus.KILLED);
    planned.durability(Durability.POWER).systemMetrics(Duration.ofSeconds(1));
    assertThatThrownBy(() -> planned.durability(Durability.POWER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid run: durability set twice");
    planned.synchronous();
    assertThatThrownBy(planned::synchronous).hasMessage("Invalid run: synchronous set twice");
    assertThatThrownBy(() -> planned.systemMetrics(Duration.ofSeconds(1)))
        .isInstanceOf(InvalidValueException.class);
    Run going = experiments.resume(id, 1);
    assertThatThrownBy(planned::start).isInstanceOf(ConflictException.class);
    going.finish();
    assertThatThrownBy(() -> experiments.resuming("nobody", 0).start())
        .isInstanceOf(NotFoundException.class);
  }
}
