package io.lifecycle4j.core.training;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunRecord;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
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
    return home.model("rides", Ride.class, regression("rides")).trainer(engine);
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
      assertThat(model.findDrift().orElseThrow().driftedColumns()).containsExactly("prediction");
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
  void keepsEveryTenthRowFromTheTrainerWhereNoneAreForValidation() {
    Split split = split(205, ALL);
    List<Double> temps = temps(split, SplitRole.TRAIN);
    TreeSet<Double> unseen = new TreeSet<>();
    for (int i = 9; i < temps.size(); i += 10) {
      unseen.add(temps.get(i));
    }
    try (ManagedModel<Ride, Double> model = model().open()) {
      assertThat(model.train(split).manifest().reference().rows()).isEqualTo(20);
    }
    assertThat(engine.rows()).hasSize(185).doesNotContainAnyElementsOf(unseen);
    assertThat(run().params())
        .containsEntry("rows.train", Param.of(185))
        .containsEntry("rows.reference", Param.of(20))
        .containsEntry("reference", Param.of("every tenth training row"));
  }

  @Test
  void saysThatRowsAreLeftOutOfTraining() {
    assertThat(data(split(200, VALIDATED)).notice("rides")).isEmpty();
    assertThat(data(split(205, ALL)).notice("rides"))
        .contains(
            "The drift reference of rides is every tenth training row (20 rows), which is left out"
                + " of training: the split of rides:2 has no validation rows");
  }

  private static TrainingData data(Split split) {
    FittedPreprocessing fitted = StepFitting.of(Schema.of(Ride.class)).fit(split);
    TaskCalls<?> task = TaskCalls.training(regression("rides"));
    return TrainingData.of(split, fitted, task, split.rows(SplitRole.TRAIN));
  }

  @Test
  void namesRowsByTheirPlaceInTheirRole() {
    TrainingData tenths = data(split(205, ALL));
    assertThat(tenths.trainingRow(8)).isEqualTo("training row 8");
    assertThat(tenths.trainingRow(9)).isEqualTo("training row 10");
    assertThat(tenths.referenceRow(1)).isEqualTo("training row 19");
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

  @Test
  void trainsOnFewerRowsThanAReferenceTakes() {
    try (ManagedModel<Ride, Double> model =
        model().monitor(DriftMonitor.builder().window(WINDOW).build()).open()) {
      ModelVersion version = model.train(split(7, ALL));
      assertThat(version.manifest().reference().rows()).isZero();
      model.promote(version, by("alice"), "All there is");
      for (int i = 0; i < WINDOW; i++) {
        model.predict(new Ride(temp()));
      }
      DriftReport report = model.findDrift().orElseThrow();
      assertThat(report.drifted()).isFalse();
      assertThat(report.reference().suffices()).isFalse();
    }
  }
}
