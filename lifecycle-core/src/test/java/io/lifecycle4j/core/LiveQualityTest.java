package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.LabelCoverage;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityReport;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that come later say how good the answers were. */
class LiveQualityTest {
  private static final Instant MONDAY = Instant.parse("2026-11-30T00:00:00Z");

  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

  private final TestClock now = new TestClock(MONDAY);

  @TempDir private Path directory;

  private Lifecycle home() {
    return Flowers.open(Lifecycle.builder().directory(directory).clock(now));
  }

  private void pass(Duration time) {
    now.pass(time);
  }

  private static List<Flower> flowers(int count) {
    Random random = new Random(5);
    List<Flower> flowers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flowers.add(new Flower(1 + 5 * random.nextDouble(), 2.2 * random.nextDouble(), "sand"));
    }
    return flowers;
  }

  /** Labels predictions: every fourth one with the species after the predicted one. */
  private static Map<String, String> labels(List<Prediction<String>> made) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < made.size(); i++) {
      int answer = SPECIES.indexOf(made.get(i).value());
      labels.put(made.get(i).id(), SPECIES.get(i % 4 == 0 ? (answer + 1) % 3 : answer));
    }
    return labels;
  }

  private static QualityWindow only(QualityReport report) {
    assertThat(report.windows()).hasSize(1);
    return report.windows().get(0);
  }

  @Test
  void isMeasuredByTheLabelsThatCame() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      List<Prediction<String>> made = model.predict(flowers(80));
      Map<String, String> labels = labels(made);
      pass(Duration.ofHours(2));
      model.recordGroundTruth(labels);
      model.predict(flowers(20)); // nobody knows what they were
      pass(Duration.ofHours(1));

      QualityWindow window = only(model.quality().version(version).measure());
      assertThat(window.version()).isEqualTo("species:1");
      assertThat(window.coverage().predictions()).isEqualTo(100);
      assertThat(window.coverage().share()).isEqualTo(0.8);
      assertThat(window.coverage().settled()).isFalse();
      assertThat(window.coverage().delays().orElseThrow().median()).isEqualTo(Duration.ofHours(2));
      assertThat(window.coverage().byAge())
          .containsExactly(
              new LabelCoverage.OfAge(Duration.ofHours(1), 20, 0),
              new LabelCoverage.OfAge(Duration.ofDays(1), 80, 80));
      QualityMetric accuracy = window.metric("accuracy");
      assertThat(accuracy.value()).isEqualTo(0.75);
      assertThat(accuracy.rows()).isEqualTo(80);
      assertThat(accuracy.counted()).hasValue(Math.round(accuracy.value() * 80));
      assertThat(accuracy.interval().orElseThrow().lower()).isCloseTo(0.64515, within(1e-5));
      double loss =
          made.stream()
              .mapToDouble(
                  one ->
                      -Math.log(
                          requireNonNull(
                              one.probabilities().get(requireNonNull(labels.get(one.id()))))))
              .average()
              .orElseThrow();
      assertThat(window.metric("log_loss").value()).isCloseTo(loss, within(1e-5));
    }
  }

  @Test
  void hasWindowsOfAllTimesAndAnyLength() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.recordGroundTruth(labels(model.predict(flowers(60))));
      LiveQuality all = model.quality().between(Instant.MIN, Instant.MAX).withoutEstimates();
      assertThat(only(all.measure()).coverage().predictions()).isEqualTo(60);
      for (long seconds : new long[] {1, 3_600, 10_000_000_000L, Long.MAX_VALUE}) {
        for (LiveQuality some : List.of(all, model.quality().withoutEstimates())) {
          QualityWindow window = only(some.every(Duration.ofSeconds(seconds)).measure());
          assertThat(window.coverage().predictions()).as("%s s", seconds).isEqualTo(60);
          assertThat(window.from()).isBeforeOrEqualTo(MONDAY);
          assertThat(window.to()).isAfter(MONDAY);
        }
      }
    }
  }

  @Test
  void isThatOfTheAnswersIfTheOutputsAreNotLogged() {
    Map<String, QualityMetric> whole;
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.recordGroundTruth(labels(model.predict(flowers(60))));
      whole = only(model.quality().measure()).metrics();
    }
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model =
            Flowers.model(home).loggedInputs(LoggedInputs.none()).open()) {
      pass(Duration.ofDays(1));
      model.recordGroundTruth(labels(model.predict(flowers(60))));
      QualityWindow window =
          only(model.quality().between(now.instant(), now.instant().plusSeconds(1)).measure());
      assertThat(whole).containsKeys("log_loss", "roc_auc_macro", "brier");
      assertThat(window.metrics().keySet())
          .contains("accuracy", "f1_macro", "mcc")
          .doesNotContain("log_loss", "roc_auc_macro", "brier");
      window.metrics().forEach((name, metric) -> assertThat(metric).isEqualTo(whole.get(name)));
      assertThat(window.notes().get(0))
          .startsWith("Not measured, since the log has no outputs of the network")
          .contains("brier");
    }
  }

  @Test
  void isApartForEachVersionAndDay() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      model.recordGroundTruth(labels(model.predict(flowers(40))));
      pass(Duration.ofDays(1));
      String late = model.predict(SETOSA).id();
      Flowers.promoted(model, Flowers.split(home, 2));
      model.recordGroundTruth(labels(model.predict(flowers(30))));
      pass(Duration.ofDays(40));
      model.recordGroundTruth(late, "setosa"); // belongs to the day of the prediction

      QualityReport report = model.quality().every(Duration.ofDays(1)).measure();
      assertThat(report.windows())
          .extracting(
              QualityWindow::version, QualityWindow::from, one -> one.coverage().predictions())
          .containsExactly(
              tuple("species:1", MONDAY, 40L),
              tuple("species:1", MONDAY.plus(Duration.ofDays(1)), 1L),
              tuple("species:2", MONDAY.plus(Duration.ofDays(1)), 30L));
      assertThat(report.windows()).allMatch(one -> one.coverage().settled());
      assertThat(report.findNewest(1).orElseThrow().metric("accuracy").value()).isEqualTo(1);
      assertThat(model.quality().version(first).measure().windows()).hasSize(1);
    }
  }

  @Test
  void isThatOfASlice() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Prediction<String> small = model.predict(SETOSA);
      Prediction<String> large = model.predict(VIRGINICA);
      model.recordGroundTruth(Map.of(small.id(), "setosa", large.id(), "setosa"));
      QualityReport report = model.quality().where("inputs.length > 3").measure();
      assertThat(only(report).metric("accuracy").value()).isEqualTo(0);
      assertThat(report.selection()).isEqualTo("inputs.length > 3");
      assertThatThrownBy(() -> model.quality().where("inputs.lenght > 3"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("did you mean inputs.length?");
    }
  }

  @Test
  void hasOtherMetricsIfTheyAreNamed() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.recordGroundTruth(labels(model.predict(flowers(60))));
      QualityWindow window = only(model.quality().metrics("recall[setosa]").measure());
      assertThat(window.metrics()).containsOnlyKeys("recall[setosa]");
      QualityMetric recall = window.metric("recall[setosa]");
      assertThat(recall.rows()).isBetween(1L, 59L); // those of the class
      assertThat(recall.counted()).hasValue(Math.round(recall.value() * recall.rows()));
      assertThat(window.find("recall[setosa]", recall.rows())).hasValue(recall.value());
      assertThat(window.find("recall[setosa]", recall.rows() + 1)).isEmpty();
      assertThatThrownBy(() -> model.quality().metrics("recal"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Metric does not exist: recal");
    }
  }

  @Test
  void countsLabelsThatAVersionDoesNotKnow() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.predict(SETOSA);
    }
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model =
            home.model(
                    "species",
                    Flower.class,
                    classification("species", "setosa", "versicolor", "virginica", "ensata"))
                .open()) {
      model.recordGroundTruth(model.predict(SETOSA).id(), "ensata");
      QualityWindow window = only(model.quality().measure());
      assertThat(window.coverage().unknown()).isEqualTo(1);
      assertThat(window.metrics()).isEmpty();
      assertThat(window.notes())
          .contains(
              "The version does not know the label of 1 prediction: wrong answers that no metric"
                  + " counts");
    }
  }

  @Test
  void isEstimatedBeforeLabelsCome() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version =
          Flowers.promoted(model, Flowers.commit(home, 1, 1_000).split(Flowers.PLAN));
      model.predict(flowers(200));
      assertThat(only(model.quality().measure()).notes())
          .containsExactly(
              "No estimates: 0 held-out rows and 0 predictions with a label and probabilities (one"
                  + " needs 200)");
      long rows = model.evaluate(version).rows();
      QualityWindow window = only(model.quality().measure());
      assertThat(window.metrics()).isEmpty();
      QualityMetric accuracy = requireNonNull(window.estimates().get("accuracy"));
      assertThat(accuracy.basis()).isEqualTo(QualityMetric.Basis.ESTIMATE);
      assertThat(accuracy.value()).isBetween(0.6, 1.0);
      assertThat(window.notes())
          .containsExactly("Estimates are calibrated by " + rows + " held-out rows");
      assertThat(model.quality().measure().summary()).contains("; accuracy estimated 0.");
      assertThat(only(model.quality().withoutEstimates().measure()).estimates()).isEmpty();
    }
  }

  @Test
  void isEstimatedByTheLabelsOfOtherPredictions() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      List<Flower> flowers = flowers(400);
      model.recordGroundTruth(labels(model.predict(flowers)));
      pass(Duration.ofDays(1));
      model.predict(flowers);
      QualityReport report = model.quality().every(Duration.ofDays(1)).measure();
      QualityWindow before = report.windows().get(0);
      QualityMetric estimate = requireNonNull(report.windows().get(1).estimates().get("accuracy"));
      assertThat(before.metric("accuracy").value()).isEqualTo(0.75);
      assertThat(estimate.value()).isCloseTo(0.75, within(0.02));
      assertThat(estimate.rows()).isEqualTo(400);
      assertThat(estimate.counted()).isEmpty();
    }
  }

  @Test
  void isFoundToBeWorseThanInTheEvaluation() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      model.evaluate(version);
      List<Prediction<String>> made = model.predict(flowers(300));
      Map<String, String> right = new HashMap<>();
      made.subList(0, 150).forEach(one -> right.put(one.id(), one.value()));
      model.recordGroundTruth(right);
      LiveLoss before = model.quality().measure().losses().get(0);
      assertThat(before.version()).isEqualTo("species:1");
      assertThat(before.seen().mean()).isZero();
      assertThat(before.verdict()).isEqualTo(LiveLoss.Verdict.NOT_WORSE);

      pass(Duration.ofDays(1));
      Map<String, String> wrong = new HashMap<>();
      made.subList(150, 300)
          .forEach(
              one -> wrong.put(one.id(), one.value().equals("setosa") ? "virginica" : "setosa"));
      model.recordGroundTruth(wrong);
      QualityReport report = model.quality().measure();
      LiveLoss after = report.losses().get(0);
      assertThat(after.verdict()).isEqualTo(LiveLoss.Verdict.WORSE);
      assertThat(after.seen().mean()).isEqualTo(0.5);
      assertThat(after.seen().recent()).isGreaterThan(0.9);
      assertThat(report.summary()).contains("species:1: error 0.5 on 300", ": WORSE (p ");
      assertThat(report.markdown()).contains("## Loss beside the evaluation");
      assertThat(model.quality().where("inputs.length > 1").measure().losses()).isEmpty();
      assertThat(model.quality().withoutEstimates().measure().losses()).isEmpty();
    }
  }

  @Test
  void isThatOfAFunctionThatServes() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .serving(flower -> flower.length() < 3 ? "setosa" : "virginica")
                .open()) {
      List<Prediction<String>> made = model.predict(List.of(SETOSA, VIRGINICA, SETOSA));
      model.recordGroundTruth(made.get(0).id(), "setosa");
      model.recordGroundTruth(made.get(1).id(), "versicolor");
      QualityWindow window = only(model.quality().measure());
      assertThat(window.version()).isEqualTo("species");
      assertThat(window.number()).isEmpty();
      assertThat(window.metric("accuracy").value()).isEqualTo(0.5);
    }
  }

  @Test
  void isThatOfNumbersWithoutTheirInputs() {
    try (Lifecycle home = home();
        ManagedModel<Flower, Double> model =
            home.model("width", Flower.class, regression("width"))
                .loggedInputs(LoggedInputs.none())
                .serving(flower -> flower.length() / 3)
                .open()) {
      List<Prediction<Double>> made = model.predict(flowers(20));
      Map<String, Double> labels = new HashMap<>();
      made.forEach(one -> labels.put(one.id(), one.value() + (labels.size() % 2 == 0 ? 1 : -3)));
      model.recordGroundTruth(labels);
      QualityWindow window = only(model.quality().measure());
      assertThat(window.metric("mae").value()).isCloseTo(2, within(1e-5));
      assertThat(window.metric("rmse").value()).isCloseTo(Math.sqrt(5), within(1e-5));
    }
  }

  @Test
  void isWrittenForPeople() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(model.quality().measure().summary()).isEqualTo("species: no predictions");
      Flowers.promoted(model, Flowers.split(home, 1));
      List<Prediction<String>> made = model.predict(flowers(40));
      pass(Duration.ofMinutes(90));
      model.recordGroundTruth(labels(made));
      QualityReport report =
          model.quality().between(MONDAY, MONDAY.plus(Duration.ofDays(1))).measure();
      assertThat(report.summary())
          .startsWith(
              "species:1 from 2026-11-30T00:00:00Z to 2026-12-01T00:00:00Z: 40 of 40 predictions"
                  + " with a label (100.0 %); accuracy 0.75; ")
          .endsWith("; and 9 more");
      assertThat(report.markdown())
          .contains("# Live quality of species", "| accuracy | higher | 0.75 | 0.5981 to 0.8581 |")
          .contains("half of the labels came within 1.5 hours, nine of ten within 1.5 hours");
    }
  }
}
