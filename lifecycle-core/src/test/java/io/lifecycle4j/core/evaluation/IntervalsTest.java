package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
}
