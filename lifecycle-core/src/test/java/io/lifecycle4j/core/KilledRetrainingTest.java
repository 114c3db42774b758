package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that die at each step of one retraining, one after the other. */
@Tag(Volume.TAG)
@Timeout(300)
class KilledRetrainingTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int KILLED = Volume.of(1, 2, 20);
  private static final String TRAINS = "trains";
  private static final String DONE = "done";

  @TempDir private Path directory;
  private int trainings;

  private static Lifecycle open(Medium medium, TestClock now) {
    return Lifecycle.builder()
        .medium(medium)
        .clock(now)
        .engine(new LinearEngine())
        .withoutEnvironment()
        .open();
  }

  private static ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.plain(home)
        .trainer(
            context -> {
              System.out.println(TRAINS);
              return new LinearTrainer(20, 0.5, 1).train(context);
            })
        .gates(linear(metric("accuracy").atLeast(0.3)))
        .retraining(RetrainingPolicy.when(newRows(50)).build())
        .retrainFrom("flowers")
        .split(Flowers.PLAN)
        .open();
  }

  /** Does what is due, and dies. */
  static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) {
      TestClock now = new TestClock(BEGIN.plus(DAY));
      Medium medium =
          new DeadlyMedium(
              Path.of(arguments[0]),
              List.of("retrainings-"),
              Integer.parseInt(arguments[1]),
              Boolean.parseBoolean(arguments[2]));
      try (Lifecycle home = open(medium, now);
          ManagedModel<Flower, String> model = model(home)) {
        model.runDue(now.instant());
        now.pass(DAY.multipliedBy(2));
        model.runDue(now.instant());
        System.out.println(DONE);
      }
    }
  }

  /** Returns whether the process died before it was done. */
  private boolean dies(int write, boolean before) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(ChildArchive.options(), Dying.class, directory, write, before)) {
      List<String> lines = child.awaitLines(Integer.MAX_VALUE);
      trainings += (int) lines.stream().filter(TRAINS::equals).count();
      assertThat(lines).last().isIn(DONE, DeadlyMedium.DIED);
      return !lines.contains(DONE);
    }
  }

  private boolean isInTraining() {
    try (Lifecycle home = open(Media.file(directory), new TestClock(BEGIN.plus(DAY)));
        ManagedModel<Flower, String> model = model(home)) {
      return model
          .retrainings()
          .findLatest()
          .map(Retraining::stage)
          .equals(Optional.of(Stage.TRAINING));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @OnlyLarger
  void endsWithOneCandidateAndOnePromotion(boolean before) throws Exception {
    assumeTrue(before || Volume.isLarger(), "it starts many processes");
    try (Lifecycle home = open(Media.file(directory), new TestClock(BEGIN));
        ManagedModel<Flower, String> model = model(home)) {
      Flowers.promoted(model, Flowers.commit(home, 1, 200).split(Flowers.PLAN));
      Flowers.commit(home, 2, 300);
    }
    int died = 0;
    while (died < KILLED && dies(before || isInTraining() ? 2 : 1, before)) {
      died++;
    }
    assertThat(died).isGreaterThanOrEqualTo(Volume.of(1, 1, 7));
    assertThat(dies(NEVER, false)).isFalse();

    assertThat(trainings).isEqualTo(1);
    try (Lifecycle home = open(Media.file(directory), new TestClock(BEGIN.plus(DAY)));
        ManagedModel<Flower, String> model = model(home)) {
      assertThat(home.models().versions("species")).hasSize(2);
      assertThat(moves(model)).isEqualTo(2);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
      Retraining only = model.retrainings().findLatest().orElseThrow();
      assertThat(model.retrainings().all()).hasSize(1);
      assertThat(only.end()).contains(End.PROMOTED);
      assertThat(only.steps().stream().map(Retraining.Step::stage))
          .containsOnlyOnce(Stage.SNAPSHOT, Stage.TRAINED, Stage.JUDGED, Stage.WATCHED);
    }
  }

  private static long moves(ManagedModel<?, ?> model) {
    return model.history().stream()
        .flatMap(entry -> entry.transition().changes().stream())
        .filter(AliasMoved.class::isInstance)
        .count();
  }
}
