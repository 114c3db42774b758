package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.model.ModelVersion;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a promotion costs, apart from its gates. */
@Timeout(60)
class PromotionCostTest {
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final AtomicInteger forces = new AtomicInteger();

  @TempDir private Path directory;

  private int forces(Runnable work) {
    forces.set(0);
    work.run();
    return forces.get();
  }

  @Test
  void forcesNoMoreThanThreeTimesToMoveAnAliasWithItsRecord() {
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            forces.incrementAndGet();
          }
          return null;
        });
    try (Lifecycle home = Flowers.in(Media.file(files.path(directory.resolve("home"))));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion first = model.train(Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));

      assertThat(forces(() -> model.promote(first, ALICE, "First"))).isBetween(1, 3);
      assertThat(forces(() -> model.promote(second, ALICE, "Better"))).isBetween(1, 3);
      assertThat(
              forces(
                  () -> model.promote(second).to("staging").by(ALICE).reason("A trial").commit()))
          .isBetween(1, 3);
      assertThat(forces(() -> model.rollback(ALICE, "Worse"))).isBetween(1, 3);
      assertThat(forces(() -> model.promote(second).preview())).isZero();
    }
  }
}
