package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.serving.Prediction;
import java.net.URI;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function of the user's own, with the hooks of any model. */
class ServedFunctionTest {
  record Payment(double amount, String country) {}

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private static double score(Payment payment) {
    return payment.amount() / 100;
  }

  private static Payment payment(Random random, double mean) {
    return new Payment(mean + random.nextGaussian() * 10, random.nextBoolean() ? "de" : "fr");
  }

  @Test
  void takesItsFirstElevenWindowsAsReferenceAndReportsAShift() {
    List<DriftReport> reports = new CopyOnWriteArrayList<>();
    DriftReport quiet;
    DriftReport loud;
    Random random = new Random(11);
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(ServedFunctionTest::score)
            .monitor(DriftMonitor.builder().window(500).build())
            .onDrift(reports::add)
            .open()) {
      for (int i = 0; i < 5_500; i++) {
        model.predict(payment(random, 50));
      }
      assertThat(model.monitoring().findDrift())
          .as("the first eleven windows are the reference")
          .isEmpty();
      for (int i = 0; i < 500; i++) {
        model.predict(payment(random, 50));
      }
      quiet = model.monitoring().findDrift().orElseThrow();
      assertThat(quiet.drifted()).as(quiet.summary()).isFalse();
      assertThat(quiet.reference().suffices()).isTrue();
      for (int i = 0; i < 500; i++) {
        model.predict(payment(random, 80));
      }
      loud = model.monitoring().findDrift().orElseThrow();
      assertThat(loud.driftedColumns()).containsExactlyInAnyOrder("amount", "prediction");
      assertThat(loud.version()).isEqualTo("score");
    }
    assertThat(reports)
        .as("closing the model reports what is pending")
        .containsExactly(quiet, loud);
  }

  @Test
  void countsOnlyRowsThatItWatched() {
    List<DriftReport> reports = new CopyOnWriteArrayList<>();
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(ServedFunctionTest::score)
            .monitor(DriftMonitor.builder().window(60).build())
            .onDrift(reports::add)
            .open()) {
      model.predict(Collections.nCopies(680, new Payment(1, "de")));
      assertThat(model.monitoring().findDrift())
          .as("600 are the reference, 20 are watched")
          .isEmpty();
      model.predict(Collections.nCopies(40, new Payment(1, "de")));
      assertThat(model.monitoring().findDrift()).map(DriftReport::rows).contains(60L);
    }
    assertThat(reports).hasSize(1);
  }

  @Test
  void answersWithTheFunction() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(ServedFunctionTest::score)
            .open()) {
      Prediction<Double> prediction = model.predict(new Payment(250, "de"));
      assertThat(prediction.value()).isEqualTo(2.5);
      assertThat(prediction.version()).isEmpty();
      assertThat(prediction.probability()).isEmpty();
      assertThat(model.findProduction()).isEmpty();
    }
  }

  @Test
  void takesAListWithoutNullsAsAnswers() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .servingBatches(inputs -> List.copyOf(inputs.stream().map(p -> score(p)).toList()))
            .open()) {
      assertThat(model.predict(List.of(new Payment(1, "de"), new Payment(200, "fr"))))
          .extracting(Prediction::value)
          .containsExactly(0.01, 2.0);
    }
  }

  @Test
  void refusesAPredictorThatGivesTooFewAnswers() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .servingBatches(inputs -> List.of(1.0))
            .open()) {
      assertThat(model.predict(new Payment(1, "de")).value()).isEqualTo(1);
      assertThatThrownBy(() -> model.predict(List.of(new Payment(1, "de"), new Payment(2, "de"))))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict 2 of 2 inputs [0, 1]: Cannot predict with score: the function"
                  + " returned 1 answers for 2 inputs");
    }
  }

  @Test
  void recordsALazyListThatThrowsLikeAFunctionThatThrows() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .servingBatches(
                inputs ->
                    new AbstractList<>() {
                      @Override
                      public Double get(int index) {
                        throw new IllegalStateException("Not computed");
                      }

                      @Override
                      public int size() {
                        return inputs.size();
                      }
                    })
            .open()) {
      assertThat(model.predictEach(List.of(new Payment(1, "de"), new Payment(2, "de"))))
          .hasSize(2)
          .allSatisfy(
              outcome ->
                  assertThat(outcome.findFailure().orElseThrow())
                      .isInstanceOf(PredictionFailedException.class)
                      .hasMessageEndingWith("IllegalStateException: Not computed"));
    }
  }

  /** An answer of another type, which generics do not check, and which cannot be shown. */
  private static final class Unshown {
    @Override
    public String toString() {
      throw new IllegalStateException("Cannot be shown");
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void refusesAnAnswerThatCannotBeShown() {
    List<Double> answers = (List<Double>) (List<?>) List.of(new Unshown());
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .servingBatches(inputs -> answers)
            .open()) {
      assertThat(
              model.predictEach(List.of(new Payment(1, "de"))).get(0).findFailure().orElseThrow())
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict with score: the function returned an answer that cannot be shown"
                  + " (must be a finite Double)");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a function without null checks may give
  void refusesAFunctionThatGivesNothing() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score")).serving(input -> null).open()) {
      assertThatThrownBy(() -> model.predict(new Payment(1, "de")))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage("Cannot predict with score: the function returned null (must be an answer)");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void neverHandsNullToThePredictor() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .servingBatches(
                inputs -> {
                  assertThat(inputs).doesNotContainNull();
                  return List.of(1.0);
                })
            .open()) {
      assertThatThrownBy(() -> model.predict(Arrays.asList(new Payment(1, "de"), null)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot predict 1 of 2 inputs [1]: Missing input: null (must be given)");
    }
  }

  @Test
  void letsAnErrorOfTheFunctionThrough() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(
                input -> {
                  throw new OutOfMemoryError("on purpose");
                })
            .open()) {
      assertThatThrownBy(() -> model.predict(new Payment(1, "de")))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("on purpose");
    }
  }

  @Test
  void letsWhatTheFunctionThrowsThrough() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(
                input -> {
                  throw new UnsupportedOperationException("closed on Sundays");
                })
            .open()) {
      assertThatThrownBy(() -> model.predict(new Payment(1, "de")))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("closed on Sundays");
    }
  }

  @Test
  void givesWhatTheFunctionThrowsAsTheCauseOfEachFailure() {
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(
                input -> {
                  throw new UnsupportedOperationException("closed on Sundays");
                })
            .open()) {
      assertThat(model.predictEach(List.of(new Payment(1, "de"), new Payment(2, "de"))))
          .hasSize(2)
          .allSatisfy(
              outcome ->
                  assertThat(outcome.findFailure())
                      .get()
                      .isInstanceOf(PredictionFailedException.class)
                      .satisfies(
                          failure ->
                              assertThat(failure)
                                  .hasCauseInstanceOf(UnsupportedOperationException.class)
                                  .hasMessage(
                                      "Cannot predict with score:"
                                          + " java.lang.UnsupportedOperationException: closed on"
                                          + " Sundays")));
    }
  }

  @Test
  void failsAloneWhereItThrows() {
    List<Double> asked = new ArrayList<>();
    try (ManagedModel<Payment, Double> model =
        home.model("score", Payment.class, regression("score"))
            .serving(
                input -> {
                  asked.add(input.amount());
                  if (input.amount() == 2) {
                    throw new UnsupportedOperationException("closed on Sundays");
                  }
                  return score(input);
                })
            .open()) {
      List<Payment> inputs =
          List.of(new Payment(1, "de"), new Payment(2, "de"), new Payment(3, "de"));
      assertThat(model.predictEach(inputs))
          .extracting(outcome -> outcome.findPrediction().map(Prediction::value).orElse(-1.0))
          .containsExactly(0.01, -1.0, 0.03);
      assertThat(asked).as("each once").containsExactly(1.0, 2.0, 3.0);
      asked.clear();
      assertThatThrownBy(() -> model.predict(inputs))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageStartingWith("Cannot predict 1 of 3 inputs [1]: java.lang.Unsupported")
          .hasCauseInstanceOf(UnsupportedOperationException.class);
      assertThat(asked).as("none after the one that throws").containsExactly(1.0, 2.0);
    }
  }

  /** Cannot even begin. */
  private static final class BrokenDetector implements DriftDetector {
    @Override
    public DriftRecorder recorder(Profile reference) {
      throw new IllegalStateException("broken");
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      throw new IllegalStateException("broken");
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      return List.of();
    }
  }

  @Test
  void answersWhenTheWatchFails() {
    try (Lifecycle broken =
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .detector(new BrokenDetector())
                .open();
        ManagedModel<Payment, Double> model =
            broken
                .model("score", Payment.class, regression("score"))
                .serving(ServedFunctionTest::score)
                .monitor(DriftMonitor.builder().window(50).build())
                .open()) {
      for (int i = 0; i < 120; i++) {
        assertThat(model.predict(new Payment(i, "de")).value()).isEqualTo(i / 100.0);
      }
      assertThat(model.monitoring().findDrift()).isEmpty();
    }
  }

  @Test
  void goesOnServingWhenAVersionIsPromotedBesideIt() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).serving(flower -> "rose").open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Flowers.promoted(model, Flowers.split(home, 2));
      assertThat(model.predict(SETOSA).value()).isEqualTo("rose");
      assertThat(model.predict(SETOSA).version()).isEmpty();
      model.rollback(ALICE, "back");
      assertThat(model.predict(VIRGINICA).value()).isEqualTo("rose");
      assertThat(model.findProduction()).map(ModelVersion::number).contains(1);
    }
    try (var model = home.model("species", Flower.class, classification("species")).open()) {
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }
}
