package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promotions, rollbacks, openings and closings under load, through what a user calls. */
@Timeout(120)
@Tag(Volume.TAG)
class ManagedModelStormTest {
  private static final int CALLERS = 7;
  private static final int MOVES = Volume.of(50, 150, 1_000);

  private final LinearEngine engine = new LinearEngine();

  private static List<ModelVersion> versions(Lifecycle home) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      List<ModelVersion> versions = new ArrayList<>();
      for (int seed = 1; seed <= 3; seed++) {
        versions.add(Flowers.promoted(model, Flowers.split(home, seed)));
      }
      return versions;
    }
  }

  private void assertNothingIsLeft() {
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  @Test
  @OnlyLarger
  void answersConsistentlyWhileItIsPromotedAndRolledBack() throws Exception {
    Map<Integer, Double> probabilities = new ConcurrentHashMap<>();
    try (Lifecycle home = Flowers.inMemory(engine)) {
      List<ModelVersion> versions = versions(home);
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open();
          ManagedModel<Flower, String> replica = Flowers.plain(home).open()) {
        AtomicBoolean over = new AtomicBoolean();
        Together.run(
            CALLERS + 1,
            thread -> {
              if (thread == CALLERS) {
                for (int i = 0; i < MOVES; i++) {
                  model.rollback().withoutReplay().by(ALICE).reason("storm").commit();
                  model.promote(versions.get(2), ALICE, "storm");
                }
                over.set(true);
              } else {
                ManagedModel<Flower, String> asked = thread % 2 == 0 ? model : replica;
                while (!over.get()) {
                  for (Prediction<String> prediction : asked.predict(List.of(SETOSA, SETOSA))) {
                    double first =
                        probabilities.computeIfAbsent(
                            prediction.version().orElseThrow(),
                            version -> prediction.probability().orElseThrow());
                    assertThat(prediction.probability()).hasValue(first);
                  }
                }
              }
              return thread;
            });
        assertThat(model.predict(SETOSA).version()).hasValue(3);
        assertThat(model.history()).hasSize(6 + 2 * MOVES);
      }
    }
    assertThat(probabilities.values()).doesNotHaveDuplicates();
    assertNothingIsLeft();
  }

  @RepeatedTest(8)
  @OnlyLarger
  void closesWhileItIsPromotedFollowedAndAsked() throws Exception {
    Lifecycle home = Flowers.inMemory(engine);
    List<ModelVersion> versions = versions(home);
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    ManagedModel<Flower, String> replica = Flowers.plain(home).open();
    CountDownLatch warm = new CountDownLatch(4);
    Together.run(
        6,
        thread -> {
          switch (thread) {
            case 0 -> {
              warm.await();
              home.close();
            }
            case 1 -> {
              warm.await();
              model.close();
            }
            case 2 ->
                untilClosed(
                    warm,
                    () -> {
                      model.rollback().withoutReplay().by(ALICE).reason("storm").commit();
                      model.promote(versions.get(2), ALICE, "storm");
                    });
            case 3 -> untilClosed(warm, () -> Flowers.plain(home).open().predict(SETOSA));
            case 4 -> untilClosed(warm, () -> model.predict(SETOSA));
            default -> untilClosed(warm, () -> replica.predict(SETOSA));
          }
          return thread;
        });
    assertNothingIsLeft();
  }

  private static void untilClosed(CountDownLatch warm, Runnable work) {
    warm.countDown();
    try {
      while (true) {
        work.run();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    } catch (LifecycleException e) {
      throw new AssertionError("A closed home says that it is closed", e);
    }
  }
}
