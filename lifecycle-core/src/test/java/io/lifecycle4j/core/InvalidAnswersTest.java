package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not finite, or not declared, is an error that is counted and never an answer. */
class InvalidAnswersTest {
  /** Its sums do not fit a float. */
  private static final Flower HUGE = new Flower(3.4e38, 0.3, "sand");

  record Payment(double amount) {}

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

  /** A model whose weights are large enough. */
  private ManagedModel<Flower, String> steep() {
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(new LinearTrainer(200, 20, 1))
            .monitor(DriftMonitor.builder().window(50).build())
            .open();
    Flowers.promoted(model, Flowers.split(home, 1));
    return model;
  }

  @Test
  void refusesWhatANetworkCannotCompute() {
    List<Flower> heard = new ArrayList<>();
    steep().close();
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).onPrediction((input, prediction) -> heard.add(input)).open()) {
      assertThatThrownBy(() -> model.predict(HUGE))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageMatching(
              "Cannot predict with species:1: output scores\\[\\d\\] of the network is (-?Infinity|NaN) \\(must"
                  + " be finite\\)");
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(1);
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(1);
    }
    assertThat(heard).containsExactly(SETOSA);
  }

  @Test
  void saysWhichInputOfABatchHasNoAnswer() {
    try (ManagedModel<Flower, String> model = steep()) {
      assertThatThrownBy(() -> model.predict(List.of(SETOSA, HUGE, SETOSA, HUGE)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageMatching(
              "Cannot predict 2 of 4 inputs \\[1, 3\\]: Cannot predict with species:1: output .*"
                  + " \\(must be finite\\)");
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(2);
    }
  }

  @Test
  void keepsCountingOverPromotions() {
    try (ManagedModel<Flower, String> model = steep()) {
      assertThatThrownBy(() -> model.predict(HUGE)).isInstanceOf(PredictionFailedException.class);
      Flowers.promoted(model, Flowers.split(home, 2));
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(1);
    }
  }

  private ManagedModel<Payment, Double> score(Function<Payment, Double> function) {
    return home.model("score", Payment.class, regression("score")).serving(function).open();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesAFunctionThatGivesNoNumber(double nonsense) {
    try (ManagedModel<Payment, Double> model =
        score(payment -> payment.amount() > 5 ? nonsense : 1.0)) {
      assertThatThrownBy(() -> model.predict(new Payment(9)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict with score: the function returned "
                  + nonsense
                  + " (must be a finite Double)");
      assertThatThrownBy(() -> model.predict(List.of(new Payment(1), new Payment(9))))
          .hasMessageContaining(
              "1 of 2 inputs [1]: Cannot predict with score: the function returned ");
      assertThat(model.predict(new Payment(1)).value()).isEqualTo(1);
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(2);
    }
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller without generics may do
  void refusesAFunctionThatGivesAnotherType() {
    Function nonsense = payment -> "one";
    try (ManagedModel<Payment, Double> model = score(nonsense)) {
      assertThatThrownBy(() -> model.predict(new Payment(9)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict with score: the function returned one (must be a finite Double)");
    }
  }

  @Test
  void refusesAClassThatTheTaskDoesNotDeclare() {
    try (ManagedModel<Payment, String> model =
        home.model("fraud", Payment.class, classification("fraud", "yes", "no"))
            .serving(payment -> payment.amount() > 5 ? "maybe" : "no")
            .open()) {
      assertThat(model.predict(new Payment(1)).value()).isEqualTo("no");
      assertThatThrownBy(() -> model.predict(new Payment(9)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict with fraud: the function returned maybe (must be one of [yes, no])");
      assertThat(model.monitoring().invalidAnswers()).isEqualTo(1);
    }
  }

  @Test
  void registersNoNetworkThatGivesNoNumbers() {
    Split split = Flowers.split(home, 1);
    float[][] weights = new float[3][5];
    weights[1][4] = Float.POSITIVE_INFINITY;
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(
                context ->
                    new TrainedModel(
                        LinearEngine.FORMAT,
                        LinearEngine.architecture(4, 3),
                        List.of(
                            new NamedContent(
                                LinearEngine.FILE, Content.of(LinearEngine.file(weights))))))
            .open()) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: output scores[1] of the network is Infinity for training row 0 (must be"
                  + " finite)");
    }
    assertThat(home.models().names()).isEmpty();
    assertThat(home.experiments().runs("species"))
        .extracting(RunRecord::status)
        .containsExactly(RunStatus.FAILED);
  }
}
