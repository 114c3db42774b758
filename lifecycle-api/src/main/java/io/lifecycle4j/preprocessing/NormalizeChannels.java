package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Subtracts a given mean from each channel of a tensor and divides by a given deviation: for
 * instance, those of the images that a network was pretrained on.
 *
 * @param column the column, a tensor whose first dimension is the channel
 * @param means a mean for each channel, finite
 * @param deviations a deviation for each channel, positive
 */
public record NormalizeChannels(String column, List<Double> means, List<Double> deviations)
    implements Step {
  /** Checks the parts. */
  public NormalizeChannels {
    checkName("column", column);
    means = copy(means, "means of column " + column);
    deviations = copy(deviations, "deviations of column " + column);
    check(
        !means.isEmpty()
            && means.size() == deviations.size()
            && means.stream().allMatch(Double::isFinite)
            && deviations.stream().allMatch(value -> value > 0 && Double.isFinite(1 / value)),
        "Invalid channels of column %s: means %s, deviations %s (must be finite, one for each,"
            + " deviations positive)",
        column,
        means,
        deviations);
  }
}
