package io.lifecycle4j.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A claim about the quality of models: over the same splits, the scores of the library are not
 * worse than those of a peer by more than a margin.
 *
 * @param name the beginning of the line
 * @param peer the other side
 * @param error whether the score is an error, of which less is better and which is compared as a
 *     share of the peer's; otherwise the difference counts
 * @param floor the least advantage that meets the claim, negative for a margin
 */
record PairedScores(String name, String peer, boolean error, double floor) {
  /** The 97.5 % quantiles of Student's distribution, by the number of splits. */
  private static final Map<Integer, Double> QUANTILES =
      Map.of(10, 2.262157162798205, 40, 2.022690920036762);

  /** Returns how much better our score is than the peer's on one split. */
  private double advantage(double ours, double theirs) {
    return error ? (theirs - ours) / theirs : ours - theirs;
  }

  /**
   * Returns the lower bound of the 95 % interval of the mean advantage: Student 1908, with the
   * differences of the splits as the sample.
   */
  double bound(List<Double> ours, List<Double> theirs) {
    int splits = ours.size();
    Double quantile = QUANTILES.get(splits);
    if (quantile == null || theirs.size() != splits) {
      throw new IllegalArgumentException(
          "Invalid scores: " + splits + " and " + theirs.size() + " (must be both 10 or both 40)");
    }
    double[] advantages = new double[splits];
    Arrays.setAll(advantages, i -> advantage(ours.get(i), theirs.get(i)));
    double mean = Arrays.stream(advantages).average().orElseThrow();
    double squares = Arrays.stream(advantages).map(x -> (x - mean) * (x - mean)).sum();
    return mean - quantile * Math.sqrt(squares / (splits - 1) / splits);
  }

  /** Returns the outcome: both mean scores, and the line with the bound. */
  String lines(List<Double> ours, List<Double> theirs) {
    double bound = Math.floor(10_000 * bound(ours, theirs)) / 10_000; // Judges the printed value.
    return String.format(
        Locale.ROOT,
        "  %s of %d splits: ours %.4f, %s %.4f%n%s lower-bound %.4f floor %s %s",
        error ? "mean rmse" : "mean accuracy",
        ours.size(),
        mean(ours),
        peer,
        mean(theirs),
        name,
        bound,
        floor,
        bound >= floor ? "met" : "missed");
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
