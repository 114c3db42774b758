package io.lifecycle4j.core;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A monitor leaves no answers out without a word: what it cannot compare is rejected. */
class RejectedMonitorTest {
  private static final String UNDIVIDED =
      "Invalid drift monitor of species: its predictions cannot be compared by segments, seasons or"
          + " blocks of time (the reference has none; needs inputsOnly())";

  private final Lifecycle home = Flowers.inMemory();
  private final DatasetVersion rows = Flowers.commit(home, 1, 200);

  @AfterEach
  void close() {
    home.close();
  }

  private static void rejected(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  private void open(DriftMonitor monitor) {
    Flowers.model(home).monitor(monitor).open().close();
  }

  @Test
  void bySegmentsUnlessItIsOfInputsOnly() {
    DriftMonitor bySoil = drift().reference(rows).by("soil").build();
    rejected(() -> open(bySoil), UNDIVIDED);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      rejected(() -> model.backtest(bySoil), UNDIVIDED);
    }
    open(drift().reference(rows).by("soil").inputsOnly().build());
    open(drift().reference(rows).build()); // a version has a reference of its own
  }

  @Test
  void ofAFunctionWithANamedReference() {
    rejected(
        () -> function(drift().reference(rows).build()).open(),
        "Invalid drift monitor of species: the predictions of a function cannot be compared with "
            + rows.ref()
            + " (which has none; needs inputsOnly(), or no reference)");
    function(drift().reference(rows).inputsOnly().build()).open().close();
    function(drift().build()).open().close();
  }

  private ManagedModelBuilder<Flower, String> function(DriftMonitor monitor) {
    return home.model("species", Flower.class, classification("species"))
        .serving(flower -> "setosa")
        .monitor(monitor);
  }

  @Test
  void ofInputsOnlyWithAConditionOnPredictions() {
    Condition far = Conditions.drift("prediction", DriftMeasure.PSI).above(0.25);
    String end =
        ": " + far + " (the monitor leaves predictions out; needs one without inputsOnly())";
    rejected(() -> open(drift().inputsOnly().alarmWhen(far).build()), "Invalid alarm" + end);
    ManagedModelBuilder<Flower, String> ruled =
        Flowers.model(home).monitor(drift().inputsOnly().build()).rollbackWhen(far);
    rejected(ruled::open, "Invalid condition" + end);
  }

  private record Moment(Instant time) {}

  @Test
  void ofInputsOnlyWithoutAnInputThatIsWatched() {
    rejected(
        () ->
            home.model("moments", Moment.class, classification("moments"))
                .monitor(drift().inputsOnly().build()),
        "Invalid drift monitor of moments: inputsOnly() (all its inputs are times, which are not"
            + " watched)");
  }

  @Test
  void notOfInputsOnlyWhichComparesNoAnswer() {
    DriftMonitor monitor = drift().window(50).falseAlarmRate(0.01).inputsOnly().build();
    try (ManagedModel<Flower, String> model = Flowers.model(home).monitor(monitor).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      List<Flower> same = IntStream.range(0, 50).mapToObj(i -> Flowers.SETOSA).toList();
      model.predict(same); // one answer takes over, and each input has one value
      DriftReport report = model.monitoring().findDrift().orElseThrow();
      assertThat(report.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("length", "width", "soil");
    }
  }
}
