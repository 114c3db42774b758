package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.core.tracking.environment.EnvironmentCapture;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs record of their environment, over the default tracker. */
class RunEnvironmentTest {
  @TempDir Path temp;

  private final Medium medium = Media.memory();
  private final AtomicInteger puts = new AtomicInteger();
  private boolean broken;
  private final ExperimentTracker tracker =
      new ForwardingTracker(Tracking.over(medium)) {
        @Override
        public StoredFile put(NamedContent file) {
          if (broken) {
            throw new StorageFailedException("The disk is full");
          }
          puts.incrementAndGet();
          return super.put(file);
        }
      };

  private final HomeExperiments experiments = experiments(Set.of("HOME"));

  private HomeExperiments experiments(Set<String> variables) {
    return experiments(variables, Duration.ZERO);
  }

  private HomeExperiments experiments(Set<String> variables, Duration systemMetrics) {
    return Tracking.experiments(
        tracker,
        run -> false,
        InstantSource.fixed(Fixtures.TIME),
        new Surroundings(
            variables == null
                ? null
                : EnvironmentAllowList.none().withVariables(variables.toArray(String[]::new)),
            systemMetrics,
            Path.of(".")),
        EndBounds.DEFAULT);
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private EnvironmentCapsule environment(RunRecord run) {
    return experiments.environment(run.id()).orElseThrow();
  }

  /** What this process has to hash is hashed, so that runs end with the whole. */
  private static void settle() {
    EnvironmentCapture capture = EnvironmentCapture.of(CaptureSettings.none());
    assertThat(capture.background().join().unknown()).doesNotContain("classpath");
  }

  @Test
  void recordsWhatTheRunRanIn() {
    settle();
    RunRecord run =
        experiments
            .newRun("fraud")
            .configuration(Map.of("db.url", "jdbc:x", "db.password", "hunter1"))
            .seed("split", 7)
            .run(going -> going.seed("weights/first", -1).seed("order", 2).seed("order", 2));
    EnvironmentCapsule capsule = environment(run);

    assertThat(capsule.facts())
        .containsEntry("jvm.version", System.getProperty("java.runtime.version"))
        .containsEntry("seed.split", "7")
        .containsEntry("seed.weights/first", "-1")
        .containsEntry("seed.order", "2")
        .containsEntry("config.db.url", "jdbc:x")
        .containsEntry("config.db.password", "<redacted>")
        .containsEntry("environment.HOME", System.getenv("HOME"));
    assertThat(capsule.facts().values()).noneMatch(value -> value.startsWith("<pending"));
    assertThat(capsule.facts().keySet()).anyMatch(key -> key.startsWith("classpath.jackson-core"));
  }

  @Test
  void isThereAsLongAsTheRunGoesOn() {
    settle();
    try (Run run = experiments.newRun("fraud").seed("split", 7).start()) {
      EnvironmentCapsule started = experiments.environment(run.id()).orElseThrow();
      assertThat(started.facts()).containsEntry("seed.split", "7").containsKey("jvm.version");
      assertThat(started.unknown()).contains("native");
      run.finish();
      assertThat(experiments.environment(run.id()).orElseThrow().unknown())
          .doesNotContain("native");
    }
  }

  @Test
  void putsWhatItPutBeforeNotAgain() {
    settle();
    RunRecord first = experiments.run("fraud", run -> run.log("loss", 1));
    int before = puts.get();
    RunRecord second = experiments.run("fraud", run -> run.log("loss", 2));

    assertThat(before).isPositive();
    assertThat(puts.get()).isEqualTo(before);
    assertThat(second.environment()).isEqualTo(first.environment()).isPresent();
  }

  @Test
  void putsAgainWhatACollectionTook() {
    settle();
    RunRecord first = experiments.run("fraud", run -> run.log("loss", 1));
    experiments.delete(first.id());
    experiments.purge(first.id());
    List<BlobId> all = new ArrayList<>();
    medium.blobs().list(blob -> all.add(blob.id()));
    medium.blobs().maintenance().quarantine(all, Instant.parse("2200-01-01T00:00:00Z"));
    medium.blobs().maintenance().purge(Instant.parse("2200-01-02T00:00:00Z"));
    assertThat(medium.blobs().contains(first.environment().orElseThrow())).isFalse();

    RunRecord second = experiments.run("fraud", run -> run.log("loss", 2));
    assertThat(environment(second).facts()).containsKey("jvm.version");
  }

  @Test
  void noRunFailsForIt() {
    broken = true;
    RunRecord run = experiments.run("fraud", going -> going.seed("a", 1).log("loss", 1));

    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.metrics()).containsKey("loss");
    assertThat(experiments.environment(run.id())).isEmpty();
  }

  @Test
  void canBeLeftOut() {
    RunRecord run = experiments.newRun("fraud").withoutEnvironment().run(r -> r.seed("a", 1));
    assertThat(experiments.environment(run.id())).isEmpty();

    try (HomeExperiments none =
        Tracking.experiments(tracker, id -> false, InstantSource.fixed(Fixtures.TIME))) {
      RunRecord other = none.newRun("fraud").seed("a", 1).run(r -> r.log("loss", 1));
      assertThat(none.environment(other.id())).isEmpty();
    }
    assertThat(puts.get()).isZero();
  }

  @Test
  void aResumedRunKeepsItsSettingsAndHasTheEnvironmentOfToday() {
    settle();
    RunRecord run =
        experiments
            .newRun("fraud")
            .configuration(Map.of("password", "hunter1", "layers", "3"))
            .seed("split", Long.MIN_VALUE)
            .run(going -> going.kill("stopped"));
    try (HomeExperiments later = experiments(Set.of());
        Run resumed = later.resume(run.id(), 0)) {
      resumed.finish();
    }

    assertThat(environment(run).facts())
        .containsEntry("seed.split", Long.toString(Long.MIN_VALUE))
        .containsEntry("config.layers", "3")
        .containsEntry("config.password", "<redacted>")
        .doesNotContainKey("environment.HOME");

    RunRecord without =
        experiments.newRun("fraud").withoutEnvironment().run(going -> going.kill("stopped"));
    experiments.resume(without.id(), 0).finish();
    assertThat(experiments.environment(without.id())).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesWhatCannotBeRecorded() {
    NewRun run = experiments.newRun("fraud").seed("a", 1);
    assertThatThrownBy(() -> run.seed("a", 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid run: seed a set twice");
    assertThatThrownBy(() -> run.seed("../a", 2)).isInstanceOf(InvalidNameException.class);
    Map<String, String> holes = new HashMap<>();
    holes.put("a", null);
    assertThatThrownBy(() -> run.configuration(holes))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid configuration: a is null (keys and values must be given)");
    assertThatThrownBy(() -> run.withoutEnvironment().start())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid run: a configuration or seeds, and no environment (choose one)");
    assertThatThrownBy(() -> experiments.environment("nobody"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Run does not exist: nobody");
    assertThat(experiments.runs("fraud")).isEmpty();

    Run ended = experiments.start("fraud");
    assertThatThrownBy(() -> ended.seed("", 1)).isInstanceOf(InvalidNameException.class);
    ended.finish();
    assertThatThrownBy(() -> ended.seed("a", 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tagsWhoRanItUnlessSomebodySaidSo() {
    String user = System.getProperty("user.name");
    RunRecord run = experiments.run("fraud", going -> {});
    assertThat(run.tags()).isEqualTo(Map.of("user", user));
    assertThat(experiments.newRun("fraud").tag("user", "ann").run(going -> {}).tags())
        .isEqualTo(Map.of("user", "ann"));
    assertThat(experiments.run("fraud", going -> going.tag("user", "bob")).tags())
        .isEqualTo(Map.of("user", "bob"));
    assertThat(experiments.newRun("fraud").withoutEnvironment().run(going -> {}).tags()).isEmpty();
    assertThat(experiments.search("fraud", "user_id = '" + user + "'")).containsExactly(run);
  }

  @Test
  void samplesTheSystemAsTheRunSays() throws InterruptedException {
    Run run = experiments.newRun("fraud").systemMetrics(Duration.ofMillis(100)).start();
    awaitSample(run);
    run.finish();
    assertThat(experiments.history(run.id(), "system/heap.used").points())
        .allSatisfy(point -> assertThat(point.value()).isPositive());
  }

  @Test
  void samplesTheSystemAsTheHomeSaysUnlessTheRunWantsNone() throws InterruptedException {
    try (HomeExperiments often = experiments(Set.of(), Duration.ofMillis(100));
        Run without = often.newRun("fraud").systemMetrics(Duration.ZERO).start();
        Run bare = often.newRun("fraud").withoutEnvironment().start();
        Run chosen =
            often
                .newRun("fraud")
                .withoutEnvironment()
                .systemMetrics(Duration.ofMillis(100))
                .start();
        Run run = often.start("fraud")) {
      awaitSample(run);
      awaitSample(chosen);
      assertThat(often.find(without.id()).orElseThrow().metrics()).isEmpty();
      assertThat(often.find(bare.id()).orElseThrow().metrics()).isEmpty();
    }
  }

  private void awaitSample(Run run) throws InterruptedException {
    CountDownLatch sampled = new CountDownLatch(1);
    RunListener listener =
        batch -> {
          if (batch.points().stream().anyMatch(p -> p.metric().equals("system/heap.used"))) {
            sampled.countDown();
          }
        };
    try (var following = experiments.follow(run.id(), listener)) {
      assertThat(sampled.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(following).isNotNull();
    }
  }

  @Test
  void closingTheHomeWaitsForNoHash() {
    settle();
    Run run = experiments.start("fraud");
    experiments.close();
    Optional<RunRecord> killed = tracker.find(run.id());

    assertThat(killed.orElseThrow().status()).isEqualTo(RunStatus.KILLED);
    assertThat(killed.orElseThrow().environment()).isPresent();
  }
}
