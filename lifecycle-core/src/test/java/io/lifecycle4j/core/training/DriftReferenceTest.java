package io.lifecycle4j.core.training;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drift is measured against rows that the trainer did not learn from. */
@Timeout(60)
class DriftReferenceTest {
  private static final SplitPlan VALIDATED = byHash(1).train(0.5).validation(0.5).holdout(0);
  private static final SplitPlan ALL = byHash(1).train(1).validation(0).holdout(0);
  private static final int WINDOW = 50;

  private record Ride(double temp) {}

  private final MemorizingEngine engine = new MemorizingEngine();
  private final Random random = new Random(7);
  private int next;
  private final Lifecycle home =
      Lifecycle.builder().location(URI.create("memory:new")).engine(engine).open();

  @AfterEach
  void close() {
    home.close();
  }

  private Split split(int rows, SplitPlan plan) {
    StringBuilder csv = new StringBuilder("temp,rides\n");
    for (int i = 0; i < rows; i++) {
      csv.append(temp()).append(',').append(100 + random.nextInt(900)).append('\n');
    }
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.of(csv.toString())))
        .schema(Schema.of(Ride.class).with("rides", DataType.FLOAT64))
        .commit()
        .split(plan);
  }

  /** Returns a number that no other row has, the same as a float. */
  private double temp() {
    return (next++ * 0x9E377 & 0xFFFFF) / (double) (1 << 20);
  }

  private ManagedModelBuilder<Ride, Double> model() {
    return home.model("rides", Ride.class, regression("rides")).trainer(engine::train);
  }

  private static List<Double> temps(Split split, SplitRole role) {
    List<Double> temps = new ArrayList<>();
    split.rows(role).forEach(row -> temps.add(row.number(0)));
    return temps;
  }

  private RunRecord run() {
    return home.experiments().runs("rides").get(0);
  }

  private void seesNoDriftInFreshRows(Split split) {
    List<DriftReport> reports = new ArrayList<>();
    try (ManagedModel<Ride, Double> model =
        model()
            .monitor(DriftMonitor.builder().window(WINDOW).build())
            .onDrift(reports::add)
            .open()) {
      model.promote(model.train(split), by("alice"), "Knows all by heart");
      for (int i = 0; i < 20 * WINDOW; i++) {
        model.predict(new Ride(temp()));
      }
    }
    assertThat(reports).hasSize(20);
    assertThat(reports).allSatisfy(report -> assertThat(report.reference().suffices()).isTrue());
    assertThat(reports).extracting(DriftReport::driftedColumns).containsOnly(List.of());
  }

  @Test
  void seesNoDriftWhereAnOverfittedModelMeetsFreshRows() {
    seesNoDriftInFreshRows(split(1_200, VALIDATED));
  }

  @Test
  void seesNoDriftWhereAnOverfittedModelOfASplitWithoutValidationMeetsFreshRows() {
    seesNoDriftInFreshRows(split(5_100, ALL));
  }

  @Test
  void seesDriftOfTheAnswersOfAnOverfittedModel() {
    Split split = split(1_200, VALIDATED);
    try (ManagedModel<Ride, Double> model =
        model().monitor(DriftMonitor.builder().window(WINDOW).build()).open()) {
      model.promote(model.train(split), by("alice"), "Knows all by heart");
      temps(split, SplitRole.TRAIN).stream()
          .limit(WINDOW)
          .forEach(temp -> model.predict(new Ride(temp)));
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
          .containsExactly("prediction");
    }
  }

  @Test
  void takesTheReferenceFromValidationRows() {
    Split split = split(200, VALIDATED);
    try (ManagedModel<Ride, Double> model = model().open()) {
      ModelVersion version = model.train(split);
      assertThat(version.manifest().reference().rows())
          .isEqualTo(split.count(SplitRole.VALIDATION));
    }
    assertThat(engine.rows()).containsExactlyInAnyOrderElementsOf(temps(split, SplitRole.TRAIN));
    assertThat(run().params())
        .containsEntry("rows.train", Param.of(split.count(SplitRole.TRAIN)))
        .containsEntry("rows.reference", Param.of(split.count(SplitRole.VALIDATION)))
        .containsEntry("reference", Param.of("validation rows"));
  }

  @Test
  void keepsATenthOfTheRowsFromTheTrainerWhereNoneAreForValidation() {
    Split split = split(200, ALL);
    try (ManagedModel<Ride, Double> model = model().open()) {
      assertThat(model.train(split).manifest().reference().rows()).isEqualTo(20);
    }
    assertThat(temps(split, SplitRole.TRAIN)).hasSize(200).containsAll(engine.rows());
    assertThat(engine.rows()).hasSize(180);
    assertThat(run().params())
        .containsEntry("rows.train", Param.of(180))
        .containsEntry("rows.reference", Param.of(20))
        .containsEntry("reference", Param.of("a tenth of the training rows"));
    assertThat(run().inputs()).containsExactly(RunInput.of(split.version().ref(), SplitRole.TRAIN));
  }

  /** Rows of sensors in turn, whose only cell is the number of the sensor. */
  private static Rows inTurn(int rows, int sensors) {
    record Reading(double sensor) {}
    Columns<Reading> columns = Columns.of(Reading.class);
    return new Rows() {
      @Override
      public Schema schema() {
        return columns.schema();
      }

      @Override
      public void forEach(Consumer<? super Row> action) {
        IntStream.range(0, rows).forEach(i -> action.accept(columns.row(new Reading(i % sensors))));
      }
    };
  }

  @Test
  void takesTheReferenceEvenlyFromRowsWithAPeriod() {
    Rows rows = inTurn(20_000, 10);
    int[] counts = new int[10];
    TenthRows.of(rows).forEach(row -> counts[(int) row.number(0)]++);
    assertThat(counts).satisfies(all -> assertThat(IntStream.of(all).sum()).isEqualTo(2_000));
    assertThat(IntStream.of(counts)).allSatisfy(count -> assertThat(count).isBetween(150, 250));
  }

  @Test
  void saysThatRowsAreLeftOutOfTraining() {
    assertThat(data(split(200, VALIDATED)).notice("rides")).isEmpty();
    assertThat(data(split(200, ALL)).notice("rides"))
        .contains(
            "The drift reference of rides is a tenth of the training rows (20 rows), which is left"
                + " out of training: the split of rides:2 has no validation rows");
  }

  private static TrainingData data(Split split) {
    FittedPreprocessing fitted = StepFitting.of(Schema.of(Ride.class)).fit(split);
    TaskCalls<?> task = TaskCalls.training(regression("rides"));
    return TrainingData.of(
        split, fitted, task, split.rows(SplitRole.TRAIN), "train on " + split.version().ref());
  }

  @Test
  void namesRowsByTheirPlaceInTheirRole() {
    Split split = split(207, ALL);
    List<Double> temps = temps(split, SplitRole.TRAIN);
    TrainingData tenths = data(split);
    List<String> names = new ArrayList<>();
    tenths.referenceRows().forEach(row -> names.add(name(temps, row)));
    assertThat(names).hasSizeBetween(20, 21).startsWith("training row 9");
    for (int i = 0; i < names.size(); i++) {
      assertThat(tenths.referenceRow(i)).isEqualTo(names.get(i));
    }
    names.clear();
    TenthRows.without(split.rows(SplitRole.TRAIN)).forEach(row -> names.add(name(temps, row)));
    for (int i = 0; i < names.size(); i++) {
      assertThat(tenths.trainingRow(i)).isEqualTo(names.get(i));
    }
    TrainingData validated = data(split(200, VALIDATED));
    assertThat(validated.trainingRow(9)).isEqualTo("training row 9");
    assertThat(validated.referenceRow(1)).isEqualTo("validation row 1");
  }

  @Test
  void registersNoNetworkThatGivesNoNumberForAValidationRow() {
    engine.answerOthers(Double.NaN);
    try (ManagedModel<Ride, Double> model = model().open()) {
      assertThatThrownBy(() -> model.train(split(200, VALIDATED)))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: output value[0] of the network is NaN for validation row 0 (must"
                  + " be finite)");
    }
    assertThat(home.models().names()).isEmpty();
  }

  private static String name(List<Double> temps, Row row) {
    return "training row " + temps.indexOf(row.number(0));
  }

  @Test
  void learnsTheReferenceFromPredictionsIfThereAreFewerThanTenTrainingRows() {
    try (ManagedModel<Ride, Double> model =
        model().monitor(DriftMonitor.builder().window(WINDOW).build()).open()) {
      ModelVersion version = model.train(split(9, ALL));
      assertThat(version.manifest().reference().rows()).isZero();
      assertThat(engine.rows()).hasSize(9);
      model.promote(version, by("alice"), "All there is");
      for (int i = 0; i < 12 * WINDOW; i++) {
        model.predict(new Ride(temp()));
      }
      DriftReport report = model.monitoring().findDrift().orElseThrow();
      assertThat(report.reference().rows()).isEqualTo(10 * WINDOW);
      assertThat(report.drifted()).isFalse();
      for (int i = 0; i < WINDOW; i++) {
        model.predict(new Ride(5 + temp()));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns()).contains("temp");
    }
  }

  @Test
  void namesAClassThatTheTrainerNeverReceives() {
    // Of the first ten rows the last is in the reference.
    assertThat(untrained(20, 9))
        .contains(
            "The trainer of rides receives no row with kind rare: all of them are in the drift"
                + " reference, since the split of rides:1 has no validation rows (split some off,"
                + " or add rows)");
    assertThat(untrained(20, TenthRows.placeOfTenth(1))).isPresent();
    assertThat(untrained(20, 8)).isEmpty();
  }

  @Test
  void namesNoNumberThatTheTrainerNeverReceives() {
    assertThat(UntrainedLabels.describe("rides", regression("rides"), data(split(200, ALL))))
        .isEmpty();
  }

  private Optional<String> untrained(int rows, int rare) {
    StringBuilder csv = new StringBuilder("temp,kind\n");
    for (int i = 0; i < rows; i++) {
      csv.append(i)
          .append(',')
          .append(i == rare ? "rare" : i % 2 == 0 ? "even" : "odd")
          .append('\n');
    }
    Split split =
        home.datasets()
            .dataset("rides")
            .snapshot(Sources.csv("rides.csv", Content.of(csv.toString())))
            .schema(Schema.of(Ride.class).with("kind", DataType.STRING))
            .commit()
            .split(ALL);
    FittedPreprocessing fitted = StepFitting.of(Schema.of(Ride.class)).fit(split);
    Rows train = split.rows(SplitRole.TRAIN);
    Task<?> task = classification("kind", "even", "odd", "rare");
    TrainingData data =
        TrainingData.of(split, fitted, TaskCalls.training(task), train, "train on it");
    return UntrainedLabels.describe("rides", task, data);
  }
}
