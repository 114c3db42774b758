package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls on a thread that was interrupted before, in a home on disk. */
@Timeout(60)
class InterruptedTest {
  @TempDir Path directory;

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private ManagedModel<Flower, String> model;

  @BeforeEach
  void open() {
    home = Flowers.in(directory, engine);
    model = Flowers.model(home).gates(linear(Conditions.metric("accuracy").above(0.5))).open();
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  /** Calls with the flag of the thread up, and takes it down again. */
  private static @Nullable Throwable interrupted(ThrowingCallable call) {
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(call);
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    return thrown;
  }

  @Test
  void answersAsEver() {
    Flowers.promoted(model, Flowers.split(home, 1));
    assertThat(interrupted(() -> assertThat(model.predict(SETOSA).value()).isEqualTo("setosa")))
        .isNull();
  }

  @Test
  void promotesNothing() {
    ModelVersion version = model.train(Flowers.split(home, 1));

    assertThat(interrupted(() -> model.promote(version, ALICE, "try")))
        .isInstanceOf(OperationInterruptedException.class);
    assertThat(model.findProduction()).isEmpty();
    assertThat(model.history()).hasSize(1);
  }

  @Test
  void rollsBackToNothing() {
    Flowers.promoted(model, Flowers.split(home, 1));
    Flowers.promoted(model, Flowers.split(home, 2));

    assertThat(interrupted(() -> model.rollback(ALICE, "try")))
        .isInstanceOf(OperationInterruptedException.class);
    assertThat(model.predict(SETOSA).version()).hasValue(2);
    assertThat(model.history()).hasSize(4);
  }

  @Test
  void registersNothing() {
    Split split = Flowers.split(home, 1);

    assertThat(interrupted(() -> model.train(split)))
        .isInstanceOf(OperationInterruptedException.class);
    assertThat(model.history()).isEmpty();
  }

  /** An interrupt closes files, but not those in which the end of a run is recorded. */
  @Test
  void recordsTheEndOfARunThatItEnds() {
    home.close();
    home = Lifecycle.builder().directory(directory).open(); // which records environments
    Experiments experiments = home.experiments();
    for (int i = 0; i < 5; i++) {
      String name = "interrupted" + i;
      assertThatThrownBy(
              () ->
                  experiments.run(
                      name,
                      run -> {
                        run.log("loss", 1);
                        Thread.currentThread().interrupt();
                        throw new OperationInterruptedException("as asked");
                      }))
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("as asked")
          .hasNoSuppressedExceptions();
      assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
      RunRecord record = experiments.runs(name).get(0);
      assertThat(record.status()).isEqualTo(RunStatus.FAILED);
      assertThat(record.metrics()).containsKey("loss");
      assertThat(experiments.environment(record.id())).isPresent();
    }
  }

  @Test
  void closesEverythingAndWritesTheLog() {
    Flowers.promoted(model, Flowers.split(home, 1));
    for (int i = 0; i < 50; i++) {
      model.predict(SETOSA);
    }
    assertThat(interrupted(home::close)).isNull();

    assertThat(engine.open()).isZero();
    try (Medium medium = Media.file(directory)) {
      assertThat(medium.journals().names())
          .filteredOn(name -> name.startsWith("predictions-"))
          .singleElement()
          .satisfies(name -> assertThat(medium.journals().read(name, 1)).isNotEmpty());
    }
  }
}
