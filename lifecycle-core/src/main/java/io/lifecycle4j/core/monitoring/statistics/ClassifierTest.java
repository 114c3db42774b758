package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Tests whether a classifier can tell the rows of a window from those of a reference: for
 * embeddings and images, and for columns that drift only together (Lopez-Paz and Oquab 2017).
 *
 * <p>The rows of both are shuffled and split into blocks. Each block but the first is ranked by a
 * classifier that was trained on the blocks before it. Without drift, the ranks of each block then
 * have the distribution of Mann and Whitney, whatever happened before, so that the blocks are
 * independent. Usual cross-validation is not used: blocks that are trained on each other are not
 * independent, so that the variance of their ranks is not known.
 */
public final class ClassifierTest {
  private static final int BLOCKS = 8;

  /** Rows of each sample that a block needs. */
  private static final int LEAST = 5;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private ClassifierTest() {}

  /**
   * The result of a test.
   *
   * @param significance the area under the ROC curve of unseen rows as the statistic, and its
   *     one-sided p-value
   * @param effect by how much the area is above 0.5
   */
  public record Result(Significance significance, EffectSize effect) {}

  /**
   * Tests two samples.
   *
   * @param reference rows of as many features each; what is not finite counts as the mean
   * @param window rows of the same features
   * @param seed how rows are shuffled, and features projected if there are more than 64
   * @return the result, the same for the same seed; {@link Basis#NOT_ENOUGH_DATA} if a sample has
   *     fewer than 40 rows
   */
  public static Result test(double[][] reference, double[][] window, long seed) {
    if (Math.min(reference.length, window.length) < BLOCKS * LEAST) {
      return new Result(Significance.NONE, EffectSize.NONE);
    }
    int features = reference[0].length;
    check(
        features > 0 && features == window[0].length,
        "Invalid rows: %s features of the window (needs %s as the reference has, at least one)",
        window[0].length,
        features);
    SplittableRandom random = new SplittableRandom(seed);
    ScaledFeatures of = ScaledFeatures.of(reference, window, random);
    double[][] before = shuffled(reference, random);
    double[][] after = shuffled(window, random);
    LinearClassifier classifier = new LinearClassifier(of.size());
    RankSums ranks = new RankSums();
    for (int block = 0; block < BLOCKS; block++) {
      double[][] negative = of.rows(before, block, BLOCKS);
      double[][] positive = of.rows(after, block, BLOCKS);
      if (block > 0) {
        double[] weights = classifier.weights();
        ranks.add(
            LinearClassifier.scores(weights, negative), LinearClassifier.scores(weights, positive));
      }
      classifier.learn(negative, positive);
    }
    double pValue = NORMAL.cumulativeProbability(-ranks.deviations());
    return new Result(
        new Significance(ranks.area(), pValue, Basis.ASYMPTOTIC),
        EffectSize.normal(ranks.area() - 0.5, ranks.areaDeviation()));
  }

  private static double[][] shuffled(double[][] rows, SplittableRandom random) {
    double[][] shuffled = rows.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      double[] row = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = row;
    }
    return shuffled;
  }
}
