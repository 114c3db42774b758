package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.Bootstrap;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Bounds, each wrong with the chance of a level, of how much worse a candidate is than another
 * model, by resampling the rows of both together: by {@link PairedMeans}, or the percentile method.
 *
 * <p>A metric that counts or ranks rows changes only by rows on which the models differ, and a
 * bootstrap cannot draw a difference that did not occur: if two models agree on all of 30 rows, its
 * interval has no width. Such a metric is therefore measured on four more rows, as Bonett and
 * Price, Journal of Educational and Behavioral Statistics 37 (2012), 479-488 do for paired
 * proportions: one that only the candidate loses and one that only the other loses, both among the
 * rows of {@link Scores#basis} and among the others. The model that loses has there the outputs for
 * a row of the other kind.
 *
 * @param notWorse the p-value of the test that the candidate is worse by more than a margin
 */
record PairedBootstrap(double lower, double upper, double carriers, DoubleUnaryOperator notWorse) {
  /** If fewer rows carry the difference, its standard error is as uncertain as itself. */
  private static final double LEAST_CARRIERS = 3;

  /** With fewer rows that a metric rests on the intervals are too narrow. */
  static final int MIN_ROWS = 30;

  private static final int RESAMPLES = 2_000;

  /** Fewer samples beyond a bound say little of where it is. */
  private static final int LEAST_TAIL = 20;

  private static final int ADDED = 4;

  /** Each added row is drawn from as many pairs, so that one unusual pair does not decide. */
  private static final int PAIRS = 16;

  /** Another than that of {@link Bootstrap}, whose draws these must not follow. */
  private static final long SEED = 19_930_515;

  static PairedBootstrap of(String metric, ScoredRows candidate, ScoredRows other, Level level) {
    return basis(metric, candidate, other)
        .map(basis -> counting(metric, candidate, other, basis, level))
        .or(() -> PairedMeans.of(metric, candidate, other).flatMap(means -> means.bounds(level)))
        .orElseGet(
            () ->
                of(
                    samples(candidate.rows(), rows -> worsening(metric, candidate, other, rows)),
                    level));
  }

  /** Returns a figure of each sample of rows, sorted. */
  static double[] samples(int rows, Function<int[], double[]> figure) {
    return new Bootstrap(rows, RESAMPLES).sorted(1, figure)[0];
  }

  /**
   * Returns the bounds beyond which samples lie with the chance of a level, on each side. If these
   * would be few, the bounds are as far out as if the samples went on like a normal distribution
   * from where there are enough.
   *
   * @param sorted a figure of each sample
   */
  static Interval bounds(double[] sorted, Level level) {
    int tail = (int) (level.chance() * RESAMPLES);
    if (tail >= LEAST_TAIL) {
      return new Interval(sorted[tail - 1], sorted[RESAMPLES - tail]);
    }
    double farther = level.critical() / new Level((double) LEAST_TAIL / RESAMPLES).critical();
    double middle = sorted[RESAMPLES / 2];
    return new Interval(
        middle - farther * (middle - sorted[LEAST_TAIL - 1]),
        middle + farther * (sorted[RESAMPLES - LEAST_TAIL] - middle));
  }

  /**
   * Returns the difference that the rows can show with a power of 80 %, by the standard error that
   * the width of the interval has if it is that of a normal distribution.
   */
  double detectable(Level level) {
    return level.detectable() / level.critical() * (upper - lower) / 2;
  }

  Interval interval() {
    return new Interval(lower, upper);
  }

  /** Returns whether a few rows carry the difference, so that the bounds decide nothing. */
  boolean restsOnFew() {
    return carriers < LEAST_CARRIERS;
  }

  /** Returns the number of rows that a metric rests on, that of the model with fewer. */
  static int carrying(String metric, ScoredRows candidate, ScoredRows other) {
    return Math.min(carrying(metric, candidate), carrying(metric, other));
  }

  private static int carrying(String metric, ScoredRows rows) {
    return rows.basis(metric)
        .map(basis -> (int) IntStream.range(0, basis.length).filter(row -> basis[row]).count())
        .orElse(rows.rows());
  }

  /** Returns the rows that a metric rests on for one of the models. */
  private static Optional<boolean[]> basis(String metric, ScoredRows candidate, ScoredRows other) {
    Optional<boolean[]> own = candidate.basis(metric);
    Optional<boolean[]> others = other.basis(metric);
    if (own.isEmpty() || others.isEmpty()) {
      return Optional.empty();
    }
    boolean[] either = own.get().clone();
    for (int row = 0; row < either.length; row++) {
      either[row] |= others.get()[row];
    }
    return Optional.of(either);
  }

  private static PairedBootstrap counting(
      String metric, ScoredRows candidate, ScoredRows other, boolean[] basis, Level level) {
    int rows = basis.length;
    int[] labelsOf = Arrays.copyOf(IntStream.range(0, rows).toArray(), rows + ADDED * PAIRS);
    int[] candidateOf = labelsOf.clone();
    int[] otherOf = labelsOf.clone();
    int[] inside = IntStream.range(0, rows).filter(row -> basis[row]).toArray();
    int[] outside = IntStream.range(0, rows).filter(row -> !basis[row]).toArray();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < ADDED * PAIRS; i++) {
      int kind = i / PAIRS;
      int label = drawn(random, kind < 2 || outside.length == 0 ? inside : outside);
      int wrong = drawn(random, kind >= 2 || outside.length == 0 ? inside : outside);
      labelsOf[rows + i] = label;
      candidateOf[rows + i] = kind % 2 == 0 ? wrong : label;
      otherOf[rows + i] = kind % 2 == 0 ? label : wrong;
    }
    ScoredRows more = candidate.pairing(candidateOf, labelsOf);
    ScoredRows others = other.pairing(otherOf, labelsOf);
    int[] weights = new int[labelsOf.length];
    return of(
        samples(
            rows + ADDED,
            sample -> {
              System.arraycopy(sample, 0, weights, 0, rows);
              Arrays.fill(weights, rows, weights.length, 0);
              for (int kind = 0; kind < ADDED; kind++) {
                int pair = random.nextInt(PAIRS);
                weights[rows + kind * PAIRS + pair] = sample[rows + kind];
              }
              return worsening(metric, more, others, weights);
            }),
        level);
  }

  private static int drawn(SplittableRandom random, int[] rows) {
    return rows[random.nextInt(rows.length)];
  }

  private static PairedBootstrap of(double[] worsenings, Level level) {
    Interval bounds = bounds(worsenings, level);
    return new PairedBootstrap(
        bounds.lower(),
        bounds.upper(),
        worsenings.length,
        margin -> chance(Arrays.stream(worsenings).filter(worse -> !(worse > margin)).count()));
  }

  /** Returns the p-value of a test that so many samples contradict; it is never 0. */
  static double chance(long samples) {
    return (samples + 1.0) / (RESAMPLES + 1);
  }

  private static double[] worsening(
      String metric, ScoredRows candidate, ScoredRows other, int[] rows) {
    return new double[] {
      candidate.worsening(
          metric,
          candidate.measure(rows).applyAsDouble(metric),
          other.measure(rows).applyAsDouble(metric))
    };
  }
}
