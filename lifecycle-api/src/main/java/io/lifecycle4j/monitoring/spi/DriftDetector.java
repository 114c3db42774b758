package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.Profile;
import java.util.List;

/**
 * Compares windows with a reference. Backends implement it; the library handles windows, their
 * storage and the limit on false alarms.
 *
 * <p>Thread-safe.
 */
public interface DriftDetector {
  /**
   * Creates a recorder of one window.
   *
   * @param reference the reference of the window; columns are recorded in its order
   * @return an empty recorder
   */
  DriftRecorder recorder(Profile reference);

  /**
   * Merges summaries of the same reference, as if one recorder had recorded all their rows. How the
   * rows are divided between summaries does not matter, except for rounding.
   *
   * @param reference the reference
   * @param summaries summaries of recorders that were created for the reference, perhaps in other
   *     processes, or merged ones
   * @return the summary of all rows; of none if there are no summaries
   * @throws io.lifecycle4j.error.InvalidValueException if a summary was not made by this detector
   *     for the reference
   */
  DriftSummary merge(Profile reference, List<DriftSummary> summaries);

  /**
   * Compares a window with its reference.
   *
   * @param reference the reference
   * @param window the summary of a recorder that was created for the reference, or merged ones
   * @return one result for each column that can be compared, in the order of the reference
   * @throws io.lifecycle4j.error.InvalidValueException if the summary was not made by this detector
   *     for the reference
   */
  List<Divergence> compare(Profile reference, DriftSummary window);

  /**
   * Returns whether the library computes the p-values. If so, {@link #compare} returns {@linkplain
   * Divergence#score scores}. The library then also counts rows in the bins and texts of the
   * reference. For each score, it repeatedly divides the rows of reference and window between both
   * at random, and has this detector record and score them. The p-value is the share of those
   * scores that are at least as great. So the limit on false alarms holds, however noisy a score
   * is.
   *
   * <p>A score must depend on one column only, and only on the counts, moments, histogram,
   * quantiles and categories of its reference: drawn references have one column and nothing else.
   * The numbers of a bin are drawn uniformly from it. The thread that evaluates windows scores a
   * window without drift about 20 times, and a window with a rare score more than 10,000 times.
   *
   * @return true if {@link #compare} returns scores; by default false, which means that its
   *     p-values are valid
   */
  default boolean needsCalibration() {
    return false;
  }

  /**
   * Compares windows with references of the same season, such as a Monday with Mondays. The result
   * of a column states whether it differs in any season.
   *
   * <p>By default, the p-value of a column is the least p-value of all seasons times their number
   * (Bonferroni); everything else is that of the season with the least. A detector that can test
   * all seasons together detects more.
   *
   * @param seasons the rows of each season, at least one; both have rows
   * @return one result for each column that can be compared, in the order of the reference
   * @throws io.lifecycle4j.error.InvalidValueException if there is no season, or a summary was not
   *     made by this detector for the reference
   */
  default List<Divergence> compare(List<SeasonWindow> seasons) {
    return LeastOfSeasons.of(this, copy(seasons, "seasons"));
  }
}
