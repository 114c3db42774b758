package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Optional;

/**
 * What a stress test found. Immutable.
 *
 * @param test the test, of one column where it was of each in turn
 * @param answered how many rows the model answered
 * @param refused how many rows the model refused, since its preprocessing or its policy for invalid
 *     requests does not accept them
 * @param figures the figures over the answered rows; empty if there are none
 * @param note why rows were refused, or why nothing was measured; empty if there is nothing to say
 */
public record StressResult(
    StressTest test, long answered, long refused, Optional<Figures> figures, String note) {
  /** Checks the parts. */
  public StressResult {
    required(test, "stress test");
    check(
        answered >= 0 && refused >= 0,
        "Invalid rows of a stress test: %s answered, %s refused (must not be negative)",
        answered,
        refused);
    required(figures, "figures of a stress test");
    required(note, "note of a stress test");
    check(
        figures.isEmpty() || answered > 0,
        "Invalid figures of a stress test: no row was answered (there must be none)");
  }

  /**
   * The metric of a report over the answered rows.
   *
   * @param clean the value on these rows as they are
   * @param value the value on the changed rows; NaN if it is undefined
   * @param interval the 95 % confidence interval of the value; NaN if it is undefined
   * @param drop how much worse the value is than the clean one, in units of the metric; negative if
   *     it is better, NaN if one of them is undefined
   */
  public record Figures(double clean, double value, Interval interval, double drop) {
    /** Checks the interval. */
    public Figures {
      required(interval, "interval");
    }
  }

  /**
   * Returns whether the test could be run: without gradients of the engine, for instance, FGSM has
   * no conclusion. A test whose rows were all refused is conclusive.
   *
   * @return true if rows were answered or refused
   */
  public boolean isConclusive() {
    return answered + refused > 0;
  }

  /**
   * Returns how much worse the metric is.
   *
   * @return the drop; empty if nothing was measured
   */
  public Optional<Double> drop() {
    return figures.map(Figures::drop);
  }
}
