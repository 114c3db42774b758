package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Confidence intervals of few rows, of rows without an error, and of errors with heavy tails. */
class IntervalsTest {
  private static int[] all(int rows) {
    int[] weights = new int[rows];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** A classifier that is sure and right, of rows that are of each class in turn. */
  private static ScoredRows perfect(int classes, int rows) {
    float[] outputs = new float[classes * rows];
    double[] labels = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % classes;
      outputs[classes * row + row % classes] = 3;
    }
    String[] names = List.of("a", "b", "c").subList(0, classes).toArray(String[]::new);
    return ScoredArrays.of(Tasks.classification("kind", names), outputs, labels);
  }

  static Stream<Arguments> tasks() {
    double[] numbers = {1, 2, 3, 4, 5, 6};
    List<TensorSpec> inputs = List.of(TensorSpec.float32("features", 4));
    return Stream.of(
        Arguments.of(Tasks.classification("kind", "no", "yes"), new double[] {0, 1}),
        Arguments.of(Tasks.classification("kind", "a", "b", "c"), new double[] {0, 1, 2}),
        Arguments.of(Tasks.regression("price"), numbers),
        Arguments.of(Tasks.regression("price", "rent"), numbers),
        Arguments.of(Tasks.quantiles("price", 0.1, 0.5, 0.9), numbers),
        Arguments.of(Tasks.multiLabel("sport", "arts"), new double[] {0, 1}),
        Arguments.of(Tasks.reconstruction().withInputs(inputs), numbers));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void ofEveryMetricAreTheSameIfScoredAgain(Task<?> task, double[] labels) {
    ScoredRows rows = scored(task, labels);
    Map<String, Interval> intervals = rows.intervals();

    assertThat(scored(task, labels).intervals()).isEqualTo(intervals);
    for (Metric metric : task.metrics()) {
      String name = metric.name();
      if (name.startsWith("baseline_")) {
        assertThat(intervals).doesNotContainKey(name);
      } else {
        assertThat(rows.metric(name)).as(name).isFinite();
        Interval interval = intervals.getOrDefault(name, new Interval(Double.NaN, Double.NaN));
        assertThat(interval.upper()).as(name).isFinite().isGreaterThan(interval.lower());
        assertThat(interval.lower()).as(name).isFinite();
      }
    }
  }

  /** Random answers for 60 rows. */
  private static ScoredRows scored(Task<?> task, double... labels) {
    Random random = new Random(23);
    Tensor outputs = Tensor.allocate(task.outputs().get(0), 60);
    Tensor targets = Tensor.allocate(task.targets().get(0), 60);
    for (int place = 0; place < outputs.size(); place++) {
      outputs.set(place, 3 + 2 * random.nextGaussian());
    }
    for (int place = 0; place < targets.size(); place++) {
      targets.set(place, labels[random.nextInt(labels.length)]);
    }
    return new ScoredRows(TaskCalls.judging("any:1", task), List.of(outputs), List.of(targets));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void haveAWidthIfNoRowIsWrong(int classes) {
    Map<String, Interval> few = new TreeMap<>(perfect(classes, 12 * classes).intervals());
    Map<String, Interval> many = perfect(classes, 120 * classes).intervals();

    few.keySet().removeIf(name -> List.of("brier", "ece", "log_loss").contains(name));
    assertThat(few).hasSize(9);
    few.forEach(
        (name, interval) -> {
          assertThat(interval.upper()).as(name).isEqualTo(1, within(1e-12));
          assertThat(interval.lower()).as(name).isBetween(0.45, 0.93);
          assertThat(many.getOrDefault(name, interval).lower()).as(name).isBetween(0.93, 0.995);
        });
  }

  @Test
  void haveAWidthIfNoLabelIsWrong() {
    double[][] probabilities = new double[40][];
    boolean[][] labels = new boolean[40][];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = new boolean[] {row % 2 == 0, row % 4 < 2};
      probabilities[row] = new double[] {row % 2 == 0 ? 0.9 : 0.1, row % 4 < 2 ? 0.8 : 0.2};
    }
    Scores scores = Metrics.ofLabels(List.of("x", "y")).score(probabilities, labels);

    for (String name :
        List.of(
            "f1_macro",
            "f1_micro",
            "f2_weighted",
            "f1_samples",
            "precision_macro",
            "roc_auc_macro",
            "average_precision_macro",
            "f1[x]",
            "average_precision[y]")) {
      Interval interval = scores.interval(name, all(40)).orElseThrow();
      assertThat(interval.upper()).as(name).isEqualTo(1, within(1e-12));
      assertThat(interval.lower()).as(name).isBetween(0.7, 0.95);
    }
    assertThat(scores.interval("hamming_loss", all(40)).orElseThrow())
        .returns(0.0, Interval::lower)
        .satisfies(it -> assertThat(it.upper()).isBetween(0.05, 0.1));
  }

  /** Six of ten rows are right, whose Wilson interval is 0.3127 to 0.8318. */
  @Test
  void ofTheSpecificityOfAllClassesIsThatOfRows() {
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
    int[] choices = {0, 1, 2, 0, 1, 2, 1, 2, 0, 1};
    Interval interval =
        Metrics.ofClasses(List.of("a", "b", "c"), 1)
            .score(new Choices(new double[10][3], choices), labels)
            .interval("specificity_micro", all(10))
            .orElseThrow();

    assertThat(interval.lower()).isEqualTo(1 - (1 - 0.3127) / 2, within(1e-4));
    assertThat(interval.upper()).isEqualTo(1 - (1 - 0.8318) / 2, within(1e-4));
  }

  /** Half of the samples of 30 rows of a model that is right on 97 % have no error. */
  @Test
  void containTheTrueF1InNineteenOfTwentySamples() {
    Random random = new Random(3);
    int contained = 0;
    for (int i = 0; i < 400; i++) {
      int[] labels = new int[30];
      int[] choices = new int[30];
      for (int row = 0; row < 30; row++) {
        labels[row] = random.nextInt(2);
        choices[row] = random.nextDouble() < 0.97 ? labels[row] : 1 - labels[row];
      }
      Interval interval =
          Metrics.ofClasses(List.of("no", "yes"), 1)
              .score(new Choices(new double[30][2], choices), labels)
              .interval("f1", all(30))
              .orElseThrow();
      contained += interval.lower() <= 0.97 && 0.97 <= interval.upper() ? 1 : 0;
    }
    assertThat(contained).isBetween(370, 400);
  }

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 50", "3, 100", "10, 200"})
  void containTheTrueAreaWithFewPositives(int positives, int negatives) {
    Random random = new Random(5);
    int contained = 0;
    for (int i = 0; i < 400; i++) {
      double[][] probabilities = new double[positives + negatives][2];
      int[] labels = new int[probabilities.length];
      for (int row = 0; row < labels.length; row++) {
        labels[row] = row < positives ? 1 : 0;
        probabilities[row][1] = random.nextGaussian() + (row < positives ? 1.81239 : 0);
      }
      Interval interval =
          Metrics.ofClasses(List.of("no", "yes"), 1)
              .score(new Choices(probabilities, labels), labels)
              .interval("roc_auc", all(labels.length))
              .orElseThrow();
      contained += interval.lower() <= 0.9 && 0.9 <= interval.upper() ? 1 : 0;
    }
    assertThat(contained).isGreaterThan(372); // DeLong's own: between 0 and 334
  }

  @Test
  void containTheTrueErrorMoreOftenIfTailsAreHeavy() {
    Random random = new Random(7);
    int contained = 0;
    for (int i = 0; i < 200; i++) {
      double[] errors = random.doubles(100).map(x -> Math.exp(random.nextGaussian())).toArray();
      Interval interval =
          Metrics.ofNumbers()
              .score(errors, new double[100])
              .interval("rmse", all(100))
              .orElseThrow();
      contained += interval.lower() <= Math.E && Math.E <= interval.upper() ? 1 : 0;
    }
    assertThat(contained).isGreaterThan(156); // the percentile method: 150
  }

  @Test
  void areLeftToTheBootstrapForErrorsThatAreNearlyAllEqual() {
    double[] errors = new double[50];
    errors[7] = 3;

    assertThat(Metrics.ofNumbers().score(errors, new double[50]).interval("rmse", all(50)))
        .isEmpty();
  }

  /** NumPy, from the placements of 200 and 300 scores: the area is 0.71795. */
  @Test
  void ofAnAreaWithManyRowsOfBothSidesAreThoseOfDeLong() {
    double[][] probabilities = new double[500][2];
    int[] labels = new int[500];
    for (int row = 0; row < 500; row++) {
      labels[row] = row < 200 ? 1 : 0;
      int other = row - 200;
      probabilities[row][1] = (row < 200 ? row * 37 % 101 + 25 : other * 53 % 101) / 101.0;
    }
    Interval interval =
        Metrics.ofClasses(List.of("no", "yes"), 1)
            .score(new Choices(probabilities, labels), labels)
            .interval("roc_auc", all(500))
            .orElseThrow();

    assertThat(interval.lower()).isEqualTo(0.6713653986108781, within(1e-9));
    assertThat(interval.upper()).isEqualTo(0.7602889082325495, within(1e-9));
  }

  /** NumPy, for recalls of 9 of 10, 15 of 20 and 6 of 30; no row is of the fourth class. */
  @Test
  void ofAMeanOfRecallsCombineThoseOfTheClasses() {
    int[] rows = {10, 20, 30};
    int[] hits = {9, 15, 6};
    int[] labels = new int[60];
    int[] choices = new int[60];
    int row = 0;
    for (int index = 0; index < 3; index++) {
      for (int i = 0; i < rows[index]; i++) {
        labels[row] = index;
        choices[row++] = i < hits[index] ? index : 3;
      }
    }
    Scores scores =
        Metrics.ofClasses(List.of("a", "b", "c", "d"), 1)
            .score(new Choices(new double[60][4], choices), labels);

    for (String name : List.of("balanced_accuracy", "recall_macro")) {
      Interval interval = scores.interval(name, all(60)).orElseThrow();
      assertThat(interval.lower()).as(name).isEqualTo(0.4869868943183632, within(1e-12));
      assertThat(interval.upper()).as(name).isEqualTo(0.695389258897583, within(1e-12));
    }
  }

  /** Where the central limit theorem gives an interval, that of the bootstrap is close to it. */
  @Test
  void ofAMeanOfManyTameErrorsAreThoseOfANormalDistribution() {
    double[] errors = new Random(11).doubles(2_000, 1, 2).toArray();
    double mean = Arrays.stream(errors).average().orElseThrow();
    double squares = Arrays.stream(errors).map(x -> (x - mean) * (x - mean)).sum();
    double half = 1.96 * Math.sqrt(squares / 2_000 / 2_000);
    Interval interval =
        Metrics.ofNumbers()
            .score(errors, new double[2_000])
            .interval("mae", all(2_000))
            .orElseThrow();

    assertThat(interval.lower()).isEqualTo(mean - half, within(half / 5));
    assertThat(interval.upper()).isEqualTo(mean + half, within(half / 5));
  }

  @Test
  void ofAMeanCountARowAsOftenAsItsWeight() {
    double[] errors = new Random(13).doubles(10, 1, 2).toArray();
    double[] twice =
        Arrays.stream(errors).flatMap(x -> Arrays.stream(new double[] {x, x})).toArray();
    int[] weights = new int[10];
    Arrays.fill(weights, 2);
    Scores scores = Metrics.ofNumbers().score(errors, new double[10]);

    assertThat(scores.interval("mae", weights))
        .isPresent()
        .isEqualTo(Metrics.ofNumbers().score(twice, new double[20]).interval("mae", all(20)));
    assertThat(scores.interval("mae", all(10))).isPresent();
    weights = all(10);
    weights[3] = 0;
    assertThat(scores.interval("mae", weights)).as("nine errors are too few").isEmpty();
  }

  @Test
  void ofAColumnAreThoseOfItsNumbers() {
    double[] errors = new Random(17).doubles(40, 1, 2).toArray();
    double[][] estimates =
        Arrays.stream(errors).mapToObj(x -> new double[] {0, x}).toArray(double[][]::new);
    Scores scores = Metrics.ofColumns(List.of("a", "b")).score(estimates, new double[40][2]);

    assertThat(scores.interval("rmse[b]", all(40)))
        .isPresent()
        .isEqualTo(Metrics.ofNumbers().score(errors, new double[40]).interval("rmse", all(40)));
    assertThat(scores.interval("rmse[a]", all(40))).as("without an error").isEmpty();
    assertThat(scores.interval("rmse", all(40))).as("of both columns").isEmpty();
    assertThat(scores.interval("rmse[c]", all(40))).isEmpty();
  }
}
