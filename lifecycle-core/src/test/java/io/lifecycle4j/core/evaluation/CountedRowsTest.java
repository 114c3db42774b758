package io.lifecycle4j.core.evaluation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Scores;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows that a metric counts, and those that it rests on, by which gates judge versions. */
class CountedRowsTest {
  /** Rows 0 to 3 are of a, 4 and 5 of b, 6 of c; rows 1, 2 and 5 are predicted wrong. */
  private static final int[] LABELS = {0, 0, 0, 0, 1, 1, 2};

  private static final int[] CHOICES = {0, 1, 2, 0, 1, 0, 2};

  private static final Scores CLASSES =
      Metrics.ofClasses(List.of("a", "b", "c"), 1)
          .score(new Choices(new double[7][3], CHOICES), LABELS);

  /** Rows 0 to 2 have the label x, rows 2 and 3 the label y; x is predicted for rows 0 and 3. */
  private static final Scores MANY =
      Metrics.ofLabels(List.of("x", "y"))
          .score(
              new double[][] {{0.9, 0.1}, {0.2, 0.7}, {0.3, 0.8}, {0.6, 0.9}},
              new boolean[][] {{true, false}, {true, false}, {true, true}, {false, true}});

  private static String places(Optional<boolean[]> rows) {
    return rows.map(
            some ->
                IntStream.range(0, some.length)
                    .filter(row -> some[row])
                    .mapToObj(String::valueOf)
                    .collect(joining(" ")))
        .orElse("all alike");
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy, 0 3 4 6, all alike",
    "recall[a], 0 3, 0 1 2 3",
    "precision[b], 4, 1 4",
    "specificity[b], 0 2 3 6, 0 1 2 3 6",
    "f1[c], all alike, 6",
    "roc_auc[a], all alike, 4 5 6", // the rarer side is that of the others
    "roc_auc[b], all alike, 4 5",
    "average_precision[c], all alike, 6",
    "balanced_accuracy, all alike, 6", // the rarest class decides
    "recall_macro, all alike, 6",
    "recall_weighted, all alike, 0 1 2 3 4 5 6",
    "f1_micro, all alike, 0 1 2 3 4 5 6",
    "mcc, all alike, 4 5 6", // all but the most frequent class
    "log_loss, all alike, all alike"
  })
  void areKnownForTheMetricsOfClasses(String metric, String counted, String basis) {
    assertThat(places(CLASSES.counted(metric))).isEqualTo(counted);
    assertThat(places(CLASSES.basis(metric))).isEqualTo(basis);
  }

  @ParameterizedTest
  @CsvSource({
    "subset_accuracy, 0, all alike",
    "recall[x], 0, 0 1 2",
    "precision[x], 0, 0 3",
    "specificity[y], 0, 0 1",
    "roc_auc[x], all alike, 3", // the rarer side is that of the others
    "roc_auc[y], all alike, 2 3",
    "average_precision[y], all alike, 2 3",
    "recall_macro, all alike, 2 3", // the rarest label decides
    "f1_micro, all alike, 0 1 2 3",
    "hamming_loss, all alike, all alike",
    "log_loss, all alike, all alike"
  })
  void areKnownForTheMetricsOfLabels(String metric, String counted, String basis) {
    assertThat(places(MANY.counted(metric))).isEqualTo(counted);
    assertThat(places(MANY.basis(metric))).isEqualTo(basis);
  }

  /** A class without a row is not the rarest: nothing rests on it. */
  @ParameterizedTest
  @CsvSource({"balanced_accuracy, 1", "recall_macro, 1", "mcc, 1"})
  void areThoseOfAClassThatOccurs(String metric, String basis) {
    Scores scores =
        Metrics.ofClasses(List.of("a", "b", "c"), 1)
            .score(new Choices(new double[3][3], new int[3]), new int[] {0, 1, 0});

    assertThat(places(scores.basis(metric))).isEqualTo(basis);
  }

  @Test
  void areThoseWithinTheOuterQuantiles() {
    double[] labels = {1, 5, 9, 10};
    double[][] estimates = {{1, 2}, {6, 7}, {3, 9}, {3, 9}};
    Scores scores = Metrics.ofQuantiles(List.of(0.1, 0.9)).score(estimates, labels);
    int[] all = {1, 1, 1, 1};

    assertThat(places(scores.counted("coverage"))).isEqualTo("0 2");
    assertThat(scores.counted("interval_width")).isEmpty();
    assertThat(scores.interval("coverage", all)).contains(new Proportion(2, 4).interval());
    assertThat(scores.interval("coverage", new int[] {3, 1, 0, 0}))
        .contains(new Proportion(3, 4).interval());
    assertThat(scores.interval("pinball", all)).isEmpty();
    assertThat(
            Metrics.ofQuantiles(List.of(0.5)).score(new double[4][1], labels).counted("coverage"))
        .as("a single quantile covers nothing")
        .isEmpty();
  }
}
