package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shifts that only the outputs of a network show: inputs that begin to agree with each other. */
class AnswerDriftTest {
  private static final int WINDOW = 100;

  private record Signs(double left, double right, double small) {}

  private record Labelled(
      double left, double right, double small, String same, double sum, double difference) {}

  private final LinearEngine engine = new LinearEngine();
  private final Lifecycle home = Flowers.inMemory(engine);
  private final BlockingQueue<Alert> received = new LinkedBlockingQueue<>();
  private final Random random = new Random(5);

  @AfterEach
  void close() {
    home.close();
  }

  private Signs signs(boolean agree) {
    double left = random.nextBoolean() ? 1 : -1;
    double right = agree ? left : random.nextBoolean() ? 1 : -1;
    return new Signs(left, right, random.nextDouble() - 0.5);
  }

  private Split split() {
    List<Labelled> rows =
        IntStream.range(0, 3_000)
            .mapToObj(i -> signs(false))
            .map(
                it ->
                    new Labelled(
                        it.left,
                        it.right,
                        it.small,
                        it.left + it.right + it.small > 0 ? "up" : "down",
                        it.left + it.right,
                        it.left - it.right))
            .toList();
    return home.datasets()
        .dataset("signs")
        .snapshot(Sources.records(Labelled.class, rows.stream()))
        .commit()
        .split(Splits.byHash(1).train(0.5).validation(0.5).holdout(0));
  }

  private <O> ManagedModel<Signs, O> model(Task<O> task, float[]... weights) {
    ManagedModel<Signs, O> model =
        home.model("signs", Signs.class, task)
            .trainer(
                context ->
                    new TrainedModel(
                        LinearEngine.FORMAT,
                        LinearEngine.architecture(3, weights.length),
                        List.of(
                            new NamedContent(
                                LinearEngine.FILE, Content.of(LinearEngine.file(weights))))))
            .monitor(monitor())
            .onAlert(received::add)
            .loggedInputs(LoggedInputs.all())
            .open();
    model.promote(model.train(split()), ALICE, "Knows the weights");
    return model;
  }

  private static DriftMonitor monitor() {
    return drift().window(WINDOW).falseAlarmRate(0.001).build();
  }

  private DriftReport window(ManagedModel<Signs, ?> model, boolean agree) {
    for (int i = 0; i < WINDOW; i++) {
      model.predict(signs(agree));
    }
    return model.monitoring().findDrift().orElseThrow();
  }

  /** A version does not change its inputs, so that only drift of answers alone may be its fault. */
  @Test
  void speaksForARollbackIfOnlyAnswersDriftSoonAfterAPromotion() {
    float[][] weights = {{0, 0, 0, 0}, {1, 1, 1, 0}};
    try (ManagedModel<Signs, String> model = model(classification("same"), weights)) {
      model.promote(model.train(split()), ALICE, "The same again");
      window(model, true);
      assertThat(hints(model, "prediction"))
          .extracting(AlertHint::remedy)
          .containsExactly(Remedy.ROLL_BACK);
      assertThat(hints(model, "prediction"))
          .allMatch(hint -> hint.reason().endsWith("in place of signs:1"));
      for (int i = 0; i < WINDOW; i++) {
        model.predict(new Signs(1, 1, 0));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns()).contains("left");
      assertThat(hints(model, "left")).noneMatch(hint -> hint.remedy() == Remedy.ROLL_BACK);
    }
  }

  private static List<AlertHint> hints(ManagedModel<?, ?> model, String column) {
    return model.alerts().find(AlertCause.drift(column)).orElseThrow().hints();
  }

  @Test
  void aNetworkBecomesMoreCertain() throws InterruptedException {
    try (ManagedModel<Signs, String> model =
        model(classification("same"), new float[] {0, 0, 0, 0}, new float[] {1, 1, 1, 0})) {
      assertThat(window(model, false).columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder(
              "left",
              "right",
              "small",
              "prediction",
              "prediction.probability.up", // that of down says the same
              "prediction.confidence");
      assertThat(window(model, false).drifted()).isFalse();
      assertThat(window(model, true).driftedColumns())
          .containsExactlyInAnyOrder("prediction.probability.up", "prediction.confidence");
      window(model, true);
      assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(model.alerts().open())
          .as("one cause")
          .extracting(Alert::cause)
          .containsExactly(AlertCause.drift("prediction"));

      DriftBacktest backtest =
          model.backtest(monitor()).between(Instant.EPOCH, Instant.now().plus(Duration.ofDays(1)));

      assertThat(backtest.leftOut()).isEmpty();
      assertThat(backtest.windows()).isEqualTo(4);
      assertThat(backtest.reports())
          .hasSize(2)
          .allSatisfy(
              report ->
                  assertThat(report.driftedColumns())
                      .containsExactlyInAnyOrder(
                          "prediction.probability.up", "prediction.confidence"));
    }
  }

  @Test
  void oneOfSeveralNumbersMovesAndTheirMeanDoesNot() {
    try (ManagedModel<Signs, List<Double>> model =
        model(
            regression("sum", "difference"), new float[] {1, 1, 0, 0}, new float[] {1, -1, 0, 0})) {
      assertThat(window(model, false).drifted()).isFalse();
      assertThat(window(model, true).driftedColumns())
          .containsExactlyInAnyOrder("prediction.sum", "prediction.difference");
    }
  }

  /** Each of the few answers has a bin of its own, which another processor hardly misses. */
  @Test
  void anotherProcessorRoundsDifferently() {
    try (ManagedModel<Signs, List<Double>> model =
        model(
            regression("sum", "difference"), new float[] {1, 1, 0, 0}, new float[] {1, -1, 0, 0})) {
      for (float error : new float[] {1e-6f, -1e-6f, 0}) {
        engine.add(error);
        assertThat(window(model, false).drifted()).isFalse();
      }
      engine.add(1e-2f);
      assertThat(window(model, false).driftedColumns())
          .containsExactlyInAnyOrder("prediction", "prediction.sum", "prediction.difference");
    }
  }
}
