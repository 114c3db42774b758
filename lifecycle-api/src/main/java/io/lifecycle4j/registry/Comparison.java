package io.lifecycle4j.registry;

import java.util.OptionalDouble;

/**
 * Compares a metric of a version with that of a rival on the same rows.
 *
 * <p>The verdicts are {@link Verdict#ERROR} if the metric is missing or not a finite number for one
 * of the two, or neither greater nor smaller values of it are better. All tests are one-sided, with
 * the production version at the level of the {@linkplain
 * io.lifecycle4j.evaluation.HoldoutLook.Spent look} at the held-out rows, otherwise at 5 %. For a
 * {@linkplain io.lifecycle4j.schema.Scores#counted share} of the same rows, such as {@code
 * accuracy}, they are the score test of Tango (1998), for other metrics a paired bootstrap.
 * Thread-safe.
 */
public interface Comparison {
  /**
   * Tests whether the version is not worse by a margin or more.
   *
   * @param margin how much worse the version may be, in units of the metric, positive
   * @return the verdict, with its figures; {@link Verdict#INCONCLUSIVE} if there are too few rows
   * @throws io.lifecycle4j.error.InvalidValueException if the margin is not positive and finite
   */
  GateVerdict notWorseBy(double margin);

  /**
   * Returns the chance of a difference like that of these rows, or a greater one, if the version is
   * not worse by more than a margin: the p-value of a one-sided test that it is worse. It is worse
   * if that is at most {@link #level}. Correct it if you test several slices. That it is greater
   * proves nothing: {@link #notWorseBy} is the proof, by which few rows make it harder to pass.
   *
   * @param margin how much worse the version may be, in units of the metric; not negative
   * @return the p-value, from 0 to 1; empty if the metric rests on fewer than 30 of the rows, or
   *     cannot be compared
   * @throws io.lifecycle4j.error.InvalidValueException if the margin is negative or not finite
   */
  OptionalDouble chanceNotWorseBy(double margin);

  /**
   * Returns the level of all tests of this comparison: the chance at which they pass falsely. A
   * test of your own keeps the promise of a {@linkplain
   * io.lifecycle4j.ManagedModelBuilder#falsePromotions rate of false promotions} if it passes with
   * at most this chance.
   *
   * @return the level, above 0, at most 0.05
   */
  double level();

  /**
   * Returns the same comparison for a gate that makes several with production, and passes if any of
   * them passes: at the {@link #level} divided by their number (Bonferroni), so that the gate keeps
   * the promise. A gate that only passes if all of them pass keeps it without that.
   *
   * @param comparisons how many the gate makes, at least 1
   * @return the comparison, usable until the gate returns
   * @throws io.lifecycle4j.error.InvalidValueException if there are fewer
   */
  Comparison among(int comparisons);

  /**
   * Tests whether the version is better. It never is with fewer than 30 rows that the metric
   * {@linkplain io.lifecycle4j.schema.Scores#basis rests on}.
   *
   * @return the verdict, with its figures; {@link Verdict#INCONCLUSIVE} if there are too few rows
   */
  GateVerdict better();

  /** Returns the values, such as {@code recall 0.9 against 0.8 of fraud:7 on the same 100 rows}. */
  @Override
  String toString();
}
