package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What may have leaked the labels to a version: a column that predicts them, and held-out rows that
 * it learned from. Immutable.
 *
 * @param measure how well a column predicts the label: {@code auc}, the mean over the classes of
 *     the area under the ROC curve, or {@code r2}, the share of the variance that it explains
 * @param columns the measure of each input column that is no tensor, alone, by its name: fitted on
 *     one half of a sample of the rows that the version learned from, and measured on the other;
 *     empty if there are too few rows
 * @param sampled how many rows the sample has
 * @param heldOut how many rows are held out
 * @param shared how many of them have the same inputs as a row that the version learned from
 */
public record Leakage(
    String measure, Map<String, Double> columns, long sampled, long heldOut, long shared) {
  /** Checks and copies the parts. */
  public Leakage {
    required(measure, "measure");
    columns = copy(columns, "columns");
    check(
        sampled >= 0 && heldOut >= 0 && shared >= 0 && shared <= heldOut,
        "Invalid leakage: %s sampled, %s of %s held-out rows shared",
        sampled,
        shared,
        heldOut);
  }

  /**
   * Finds the column that predicts the label best.
   *
   * @return its name and measure; empty if no column was measured
   */
  public Optional<Map.Entry<String, Double>> findStrongest() {
    return columns.entrySet().stream()
        .max(Comparator.comparingDouble((Map.Entry<String, Double> column) -> column.getValue()));
  }

  /**
   * Returns the share of the held-out rows whose inputs the version learned from.
   *
   * @return the share, from 0 to 1
   */
  public double sharedShare() {
    return heldOut == 0 ? 0 : (double) shared / (double) heldOut;
  }
}
