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
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A monitor leaves no answers out without a word: what it cannot compare is rejected. */
class RejectedMonitorTest {
  private static final String UNDIVIDED =
      "Invalid drift monitor of species: its predictions cannot be compared by seasons or blocks of"
          + " time (the reference has none; needs inputsOnly())";

  private final Lifecycle home = Flowers.inMemory();
  private final DatasetVersion rows = Flowers.commit(home, 1, 200);

  @AfterEach
  void close() {
    home.close();
  }

  private record Seen(Instant time, double length, double width, String soil) {
    static Seen at(int hour) {
      return new Seen(Instant.EPOCH.plus(Duration.ofHours(hour)), hour, hour % 7, "sand");
    }
  }

  private DatasetVersion timed() {
    return home.datasets()
        .dataset("timed")
        .snapshot(
            Sources.records(
                Columns.of(Seen.class).change("time", it -> it.role(ColumnRole.TIME)),
                IntStream.range(0, 50).mapToObj(Seen::at).toList()::forEach))
        .commit();
  }

  private static void rejected(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  private void open(DriftMonitor monitor) {
    Flowers.model(home).monitor(monitor).open().close();
  }

  @Test
  void bySeasonsOrBlocksOfTimeUnlessItIsOfInputsOnly() {
    DatasetVersion timed = timed();
    DriftMonitor byWeekday = drift().reference(timed).sameSeason("time", Season.WEEKDAY).build();
    rejected(() -> open(byWeekday), UNDIVIDED);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      rejected(() -> model.backtest(byWeekday), UNDIVIDED);
    }
    Duration day = Duration.ofDays(1);
    rejected(() -> open(drift().reference(timed).dependentWithin(day).build()), UNDIVIDED);
    open(drift().reference(timed).dependentWithin(day).inputsOnly().build());
    open(drift().reference(rows).by("soil").build());
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

  /** As without segments: all rows together, and not those of each segment. */
  @Test
  void notOfSegmentsWhichComparesTheAnswersOfAllRows() {
    DriftMonitor plain = drift().reference(rows).window(50).falseAlarmRate(0.01).build();
    DriftMonitor bySoil =
        drift().reference(rows).by("soil").window(50).falseAlarmRate(0.01).build();
    List<Divergence> answers = new ArrayList<>();
    for (DriftMonitor monitor : List.of(plain, bySoil)) {
      try (ManagedModel<Flower, String> model = Flowers.model(home).monitor(monitor).open()) {
        Flowers.promoted(model, Flowers.split(home, 1));
        model.predict(
            IntStream.range(0, 50)
                .mapToObj(i -> i % 2 == 0 ? Flowers.SETOSA : Flowers.VIRGINICA)
                .toList());
        DriftReport report = model.monitoring().findDrift().orElseThrow();
        report.columns().stream()
            .filter(column -> column.name().equals("prediction"))
            .forEach(column -> answers.add(column.divergence()));
        assertThat(report.columns())
            .extracting(ColumnDrift::name)
            .contains("prediction", "prediction.confidence", "prediction.probability.setosa")
            .doesNotContain("prediction (soil=sand)", "prediction.confidence (soil=sand)");
        assertThat(report.columns().stream().anyMatch(it -> it.name().equals("length (soil=sand)")))
            .isEqualTo(monitor.by().isPresent());
      }
    }
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
  }

  private record Moment(Instant time) {}

  @Test
  void ofInputsOnlyWithoutAnInputThatIsWatched() {
    DatasetVersion timed = timed();
    rejected(
        () ->
            home.model("moments", Moment.class, classification("moments"))
                .monitor(
                    drift()
                        .reference(timed)
                        .sameSeason("time", Season.WEEKDAY)
                        .inputsOnly()
                        .build()),
        "Invalid drift monitor of moments: inputsOnly() (none of its inputs is watched: time)");
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
