package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UnfitVersionException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.storage.BlobId;
import java.net.URI;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Production goes back to no version that does not answer what is asked today. */
@Timeout(60)
class RollbackFitnessTest {
  /** A flower as there was none when the first version was trained. */
  private static final Flower HUGE = new Flower(5_000, 2, "sand");

  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "HmacSHA256");

  private final PickyEngine engine = new PickyEngine();
  private final AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
  private final Lifecycle home =
      Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).clock(now::get), engine);
  private ManagedModel<Flower, String> model;
  private ModelVersion first;

  /** How a version fails on inputs that it does not know. */
  private enum Fault {
    THROWS,
    ANSWERS_NO_NUMBER
  }

  /** An engine that runs some networks on no large numbers. */
  private static final class PickyEngine implements OverLinear {
    private final LinearEngine linear = new LinearEngine();
    private final Set<BlobId> picky = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.THROWS;

    void spoil(ModelVersion version) {
      picky.add(version.manifest().artifact().files().get(0).blob());
    }

    @Override
    public LinearEngine engine() {
      return linear;
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      LoadedModel loaded = linear.load(artifact, files);
      return new LoadedModel() {
        @Override
        public ModelWorker worker() {
          return new PickyWorker(loaded.worker(), artifact.files().get(0).blob());
        }

        @Override
        public void close() {
          loaded.close();
        }
      };
    }

    private final class PickyWorker implements ModelWorker {
      private final ModelWorker worker;
      private final BlobId weights;

      PickyWorker(ModelWorker worker, BlobId weights) {
        this.worker = worker;
        this.weights = weights;
      }

      @Override
      public List<Tensor> run(List<Tensor> inputs) {
        List<Tensor> outputs = worker.run(inputs);
        int large = picky.contains(weights) ? large(inputs.get(0)) : -1;
        if (large >= 0) {
          if (fault == Fault.THROWS) {
            throw new PredictionFailedException("Too large");
          }
          outputs.get(0).floats().put(large * numbersOfRow(outputs.get(0)), Float.NaN);
        }
        return outputs;
      }

      /** Returns the first row with a large number; -1 if there is none. */
      private static int large(Tensor rows) {
        FloatBuffer numbers = rows.floats();
        for (int i = 0; i < numbers.limit(); i++) {
          if (numbers.get(i) > 100) {
            return i / numbersOfRow(rows);
          }
        }
        return -1;
      }

      private static int numbersOfRow(Tensor rows) {
        return (int) (rows.floats().limit() / rows.shape()[0]);
      }

      @Override
      public void close() {
        worker.close();
      }
    }
  }

  @BeforeEach
  void promoteTwo() {
    try (ManagedModel<Flower, String> trained = Flowers.model(home).open()) {
      first = Flowers.promoted(trained, Flowers.split(home, 1));
      now.updateAndGet(before -> before.plus(Duration.ofDays(7)));
      Flowers.promoted(trained, Flowers.split(home, 2));
    }
    engine.spoil(first);
    model = Flowers.plain(home).open();
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.linear.open()).isZero();
    assertThat(engine.linear.violations()).isEmpty();
  }

  private void passBy(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private static String ask(ManagedModel<Flower, String> by, Flower flower) {
    return by.predict(flower).id();
  }

  private void rollback() {
    model.rollback(ALICE, "Scores look wrong");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void refusesAVersionThatDoesNotAnswerWhatProductionAnswers(Fault fault) {
    engine.fault = fault;
    ask(model, SETOSA);
    String huge = ask(model, HUGE);
    int before = model.history().size();
    UnfitVersionException unfit = catchThrowableOfType(UnfitVersionException.class, this::rollback);
    assertThat(unfit)
        .hasMessageStartingWith(
            "Cannot go back to species:1: it does not answer 1 of the newest 2 inputs that version"
                + " 2 answered (no other version is tried; roll back withoutReplay() to go there"
                + " all the same, or promote another version): "
                + huge
                + " (PREDICTION_FAILED: ");
    assertThat(unfit.predictions()).containsExactly(huge);
    assertThat(model.history()).hasSize(before);
    assertThat(model.predict(SETOSA).version()).hasValue(2);
  }

  /** A version that stands by is not loaded again. */
  @Test
  void refusesTheVersionThatStandsBy() {
    String huge = ask(model, HUGE);
    awaitTrue(() -> loadsToRollBack(huge) == 0);
  }

  private int loadsToRollBack(String unanswered) {
    int loaded = engine.linear.loaded();
    assertThatThrownBy(this::rollback)
        .isInstanceOfSatisfying(
            UnfitVersionException.class,
            unfit -> assertThat(unfit.predictions()).containsExactly(unanswered));
    return engine.linear.loaded() - loaded;
  }

  @Test
  void triesNoOlderVersionInItsPlace() {
    ModelVersion second = model.findProduction().orElseThrow();
    try (ManagedModel<Flower, String> trained = Flowers.model(home).open()) {
      Flowers.promoted(trained, Flowers.split(home, 3));
    }
    engine.spoil(second);
    awaitTrue(() -> model.predict(SETOSA).version().orElseThrow() == 3);
    ask(model, HUGE);
    assertThatThrownBy(this::rollback).hasMessageStartingWith("Cannot go back to species:2: ");
    assertThat(model.findProduction().orElseThrow().number()).isEqualTo(3);
  }

  @Test
  void goesBackAllTheSameIfItIsToldToAndSaysSo() {
    ask(model, HUGE);
    assertThat(
            model
                .rollback()
                .withoutReplay()
                .by(ALICE)
                .reason("Better than nothing")
                .commit()
                .transition()
                .reason())
        .isEqualTo("Better than nothing (without a replay)");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @Test
  void doesNotMindWhatNobodyAskedTodayOrProductionDidNotAnswer() {
    ask(model, HUGE);
    passBy(Duration.ofHours(25));
    engine.linear.meanwhile(
        () -> {
          throw new PredictionFailedException("out of order");
        });
    assertThatThrownBy(() -> ask(model, HUGE)).hasMessage("out of order");
    engine.linear.meanwhile(() -> {});
    ask(model, SETOSA);
    rollback();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @Test
  void answersNothingAgainThatIsNotLoggedInClear() {
    model.close();
    model = Flowers.plain(home).loggedInputs(LoggedInputs.hashed(KEY)).open();
    ask(model, HUGE);
    rollback();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @Test
  void answersNoMoreThanTheNewestHundredInputs() {
    ask(model, HUGE);
    for (int i = 0; i < 100; i++) {
      ask(model, SETOSA);
    }
    rollback();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  /** It may have been damaged in memory since it was loaded. */
  @Test
  void computesTheGoldenRowsOfTheVersionThatStandsBy() {
    awaitTrue(() -> engine.linear.open() == 2);
    engine.linear.add(1_000);
    assertThatThrownBy(this::rollback)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("species:1 cannot be loaded: ");
    assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
  }
}
