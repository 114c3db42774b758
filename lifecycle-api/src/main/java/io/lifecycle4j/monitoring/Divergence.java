package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * How far one column of a window diverges from the reference.
 *
 * @param column the column or statistic, such as {@code image.mean}
 * @param effect the population stability index minus its mean without drift; 0 or below means no
 *     drift
 * @param pValue the probability of a shift at least as great without drift, 0 to 1
 * @param explanation a description of the shift, with numbers
 */
public record Divergence(String column, double effect, double pValue, String explanation) {
  /** Checks the parts. */
  public Divergence {
    required(column, "column");
    check(
        Double.isFinite(effect),
        "Invalid effect of column %s: %s (must be finite)",
        column,
        effect);
    check(
        pValue >= 0 && pValue <= 1,
        "Invalid p-value of column %s: %s (must be 0 to 1)",
        column,
        pValue);
    required(explanation, "explanation of column " + column);
  }
}
