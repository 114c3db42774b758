package io.lifecycle4j.core.registry.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tasks;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Bounds of the difference of a metric that counts rows, beside a simulation that knows the labels
 * and the answers only.
 */
class CountingBootstrapTest {
  private static final Classification KIND = Tasks.classification("kind", "no", "yes");
  private static final int ROWS = 130;
  private static final int POSITIVES = 30;
  private static final int DRAWS = 10_000;

  /** Two quantiles of 2,000 samples. */
  private static final double NOISE = 0.1;

  private static ScoredRows rows(IntPredicate saysYes) {
    float[] outputs = new float[2 * ROWS];
    double[] labels = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      labels[row] = row < POSITIVES ? 1 : 0;
      outputs[2 * row + (saysYes.test(row) ? 1 : 0)] = 1;
    }
    return ScoredArrays.of(KIND, outputs, labels);
  }

  /** Counts of true positives, false positives and false negatives. */
  private static double f1(int[] counts) {
    return 2.0 * counts[0] / (2 * counts[0] + counts[1] + counts[2]);
  }

  private static double precision(int[] counts) {
    return (double) counts[0] / (counts[0] + counts[1]);
  }

  private static void count(int[] counts, boolean label, boolean says) {
    if (label || says) {
      counts[label && says ? 0 : says ? 1 : 2]++;
    }
  }

  /** Two models, and the rows that a metric rests on and does not. */
  private record Pair(IntPredicate candidate, IntPredicate other, boolean precise) {
    /** Returns the differences of samples, each with four rows that one of the models loses. */
    double[] simulated() {
      IntPredicate rests =
          row -> precise ? candidate.test(row) || other.test(row) : row < POSITIVES;
      int[] inside = IntStream.range(0, ROWS).filter(rests).toArray();
      int[] outside = IntStream.range(0, ROWS).filter(rests.negate()).toArray();
      Random random = new Random(1);
      return DoubleStream.generate(() -> draw(random, inside, outside))
          .limit(DRAWS)
          .sorted()
          .toArray();
    }

    private double draw(Random random, int[] inside, int[] outside) {
      int[] own = new int[3];
      int[] others = new int[3];
      for (int i = 0; i < ROWS + 4; i++) {
        int drawn = random.nextInt(ROWS + 4);
        int kind = drawn - ROWS;
        int row = drawn < ROWS ? drawn : any(random, kind < 2 ? inside : outside);
        int wrong = kind < 0 ? row : any(random, kind < 2 ? outside : inside);
        count(own, row < POSITIVES, candidate.test(kind % 2 == 0 ? wrong : row));
        count(others, row < POSITIVES, other.test(kind % 2 == 0 ? row : wrong));
      }
      return precise ? precision(others) - precision(own) : f1(others) - f1(own);
    }

    private static int any(Random random, int[] rows) {
      return rows[random.nextInt(rows.length)];
    }
  }

  private static void assertSimulated(String metric, IntPredicate candidate, IntPredicate other) {
    double[] simulated = new Pair(candidate, other, metric.equals("precision")).simulated();
    double lower = simulated[DRAWS / 20];
    double upper = simulated[DRAWS - DRAWS / 20];

    PairedBootstrap bounds = PairedBootstrap.of(metric, rows(candidate), rows(other), Level.USUAL);

    assertThat(bounds.lower()).isCloseTo(lower, within(NOISE * (upper - lower)));
    assertThat(bounds.upper()).isCloseTo(upper, within(NOISE * (upper - lower)));
    assertThat(bounds.notWorse().applyAsDouble(simulated[3 * DRAWS / 4]))
        .as("the share of samples that are no worse")
        .isCloseTo(0.75, within(0.1));
  }

  @Test
  void isAsWideAsIfEachModelHadLostTwoRowsIfBothAreAlwaysRight() {
    IntPredicate right = row -> row < POSITIVES;

    assertSimulated("f1", right, right);
    assertSimulated("precision", right, right);
  }

  @Test
  void restsOnTheRowsOfBothModels() {
    IntPredicate right = row -> row < POSITIVES;
    IntPredicate eager = row -> row < 2 * POSITIVES;

    assertSimulated("precision", eager, right);
    assertSimulated("precision", right, eager);
  }

  @Test
  void boundsAModelThatMissesMore() {
    IntPredicate some = row -> row % 3 != 0 && row < POSITIVES;
    IntPredicate most = row -> (row % 5 != 0 && row < POSITIVES) || row > ROWS - 4;

    assertSimulated("f1", some, most);
    assertSimulated("f1", most, some);
  }
}
