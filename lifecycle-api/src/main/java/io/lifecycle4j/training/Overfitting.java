package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether a network learned a few rows by heart. One that cannot do that learns nothing from many
 * rows either: its learning rate, its loss or its layers are wrong, or equal rows have different
 * labels.
 *
 * @param rows the number of rows
 * @param epochs how often the trainer went through them
 * @param firstLoss the mean loss in the first epoch
 * @param lastLoss the mean loss in the last epoch
 * @param time how long the training took
 */
public record Overfitting(int rows, long epochs, double firstLoss, double lastLoss, Duration time) {
  /** The share of the first loss below which rows count as learned by heart. */
  public static final double NEAR_ZERO = 0.02;

  /** Checks the parts. */
  public Overfitting {
    check(rows >= 1, "Invalid number of rows: %s (must be at least 1)", rows);
    check(epochs >= 1, "Invalid number of epochs: %s (must be at least 1)", epochs);
    required(time, "time");
  }

  /**
   * Returns whether the loss fell to {@link #NEAR_ZERO} of the first one, or less.
   *
   * @return true if the rows were learned by heart
   */
  public boolean learned() {
    return lastLoss <= NEAR_ZERO * firstLoss;
  }

  /** Returns a sentence. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "The network %s %d rows by heart: the loss went from %.4g to %.4g in %d epochs, %.2f s%s",
        learned() ? "learned" : "did not learn",
        rows,
        firstLoss,
        lastLoss,
        epochs,
        time.toNanos() / 1e9,
        learned()
            ? ""
            : " (check the learning rate, the loss, the layers, and equal rows with different"
                + " labels)");
  }
}
