package io.lifecycle4j.core.registry.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.evaluation.Bootstrap;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PairedMeansTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final int RESAMPLES = 2_000;
  private static final int TAIL = 100;

  private static Optional<PairedMeans> of(String metric, float... errors) {
    float[] others = new float[errors.length];
    for (int row = 0; row < errors.length; row++) {
      others[row] = errors[errors.length - 1 - row] / 2;
    }
    return PairedMeans.of(
        metric, Subjects.errors("a:2", errors).rows(), Subjects.errors("a:1", others).rows());
  }

  @Test
  void areTheErrorsOfAMetricThatIsTheirMean() {
    PairedMeans means = of("mae", 1, -2, 4).orElseThrow();

    assertThat(means.root()).isFalse();
    assertThat(means.candidate()).containsExactly(1, 2, 4);
    assertThat(means.other()).containsExactly(2, 1, 0.5);
    assertThat(means.sign()).as("a greater error is worse").isEqualTo(1);
  }

  @Test
  void areTheSquaresOfAMetricThatIsTheRootOfTheirMean() {
    PairedMeans means = of("rmse", 1, -2, 4).orElseThrow();

    assertThat(means.root()).isTrue();
    assertThat(means.candidate()).containsExactly(1, 4, 16);
    assertThat(means.other()).containsExactly(4, 1, 0.25);
  }

  @Test
  void areNoneOfAnotherMetricHoweverSmallTheErrors() {
    assertThat(of("median_absolute_error", 1, 2, 4, 9)).isEmpty();
    assertThat(of("median_absolute_error", 1e-5f, 2e-5f, 4e-5f, 9e-5f)).isEmpty();
    // The median of all rows is their mean, that of the first half is not.
    assertThat(of("median_absolute_error", 1, 1, 4, 1, 3, 2, 2, 2)).isEmpty();
  }

  private static double mean(double... values) {
    return DoubleStream.of(values).sum() / values.length;
  }

  /** The error of the mean of values. */
  private static double error(double... values) {
    double mean = mean(values);
    return Math.sqrt(
        DoubleStream.of(values).map(it -> (it - mean) * (it - mean)).sum()
            / values.length
            / values.length);
  }

  private static double[] random(long seed, int rows) {
    return new Random(seed).doubles(rows, 0, 3).toArray();
  }

  /** Computes the bounds from the rows of each sample, one after the other. */
  private static void assertBounds(
      PairedMeans means, ToDoubleFunction<int[]> difference, ToDoubleFunction<int[]> error) {
    int rows = means.candidate().length;
    int[] all = IntStream.range(0, rows).toArray();
    double whole = difference.applyAsDouble(all);
    double[] shifts =
        new Bootstrap(rows, RESAMPLES)
            .sorted(
                1,
                weights -> {
                  int[] drawn =
                      IntStream.of(all)
                          .flatMap(row -> IntStream.range(0, weights[row]).map(i -> row))
                          .toArray();
                  return new double[] {
                    (difference.applyAsDouble(drawn) - whole) / error.applyAsDouble(drawn)
                  };
                })[0];
    PairedBootstrap bounds = means.bounds(Level.USUAL).orElseThrow();
    double one = error.applyAsDouble(all);
    assertThat(bounds.lower()).isCloseTo(whole - shifts[RESAMPLES - TAIL] * one, EXACT);
    assertThat(bounds.upper()).isCloseTo(whole - shifts[TAIL - 1] * one, EXACT);
  }

  private static double[] at(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> values[row]).toArray();
  }

  @Test
  void boundsADifferenceOfMeansByTheErrorOfEachSample() {
    double[] own = random(1, 30);
    double[] others = random(2, 30);
    double[] worse =
        IntStream.range(0, 30).mapToDouble(row -> others[row] - own[row]).toArray(); // as of a gain

    assertBounds(
        new PairedMeans(own, others, false, -1),
        rows -> mean(at(worse, rows)),
        rows -> error(at(worse, rows)));
  }

  /** The derivative of a root is one over twice the root. */
  @Test
  void boundsADifferenceOfRootsByTheDeltaMethod() {
    double[] own = random(3, 30);
    double[] others = random(4, 30);

    assertBounds(
        new PairedMeans(own, others, true, 1),
        rows -> Math.sqrt(mean(at(own, rows))) - Math.sqrt(mean(at(others, rows))),
        rows -> {
          double ownRoot = Math.sqrt(mean(at(own, rows)));
          double otherRoot = Math.sqrt(mean(at(others, rows)));
          return error(
              IntStream.of(rows)
                  .mapToDouble(row -> own[row] / (2 * ownRoot) - others[row] / (2 * otherRoot))
                  .toArray());
        });
  }

  @Test
  void boundsNothingIfTheDifferencesDoNotVary() {
    assertThat(
            new PairedMeans(new double[] {1, 2, 3}, new double[] {0, 1, 2}, false, 1)
                .bounds(Level.USUAL))
        .isEmpty();
    assertThat(new PairedMeans(new double[3], new double[3], true, 1).bounds(Level.USUAL))
        .as("no model has an error")
        .isEmpty();
  }

  @Test
  void countsTheRowsThatCarryTheDifference() {
    double[] own = new double[100];
    double[] others = new double[100];
    Arrays.fill(own, 7); // in each row alike
    Arrays.fill(own, 0, 3, 9);
    Arrays.fill(others, 3, 6, 2);

    assertThat(carriers(new PairedMeans(own, others, false, 1))).isCloseTo(6, EXACT);
    own[0] = 1e6; // beside which the others are nothing
    assertThat(carriers(new PairedMeans(own, others, false, 1))).isCloseTo(1, within(0.1));
  }

  private static double carriers(PairedMeans means) {
    return means.bounds(Level.USUAL).orElseThrow().carriers();
  }
}
