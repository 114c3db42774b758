package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Scores.Interval;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the loss of a version on labelled predictions with that on its held-out rows.
 *
 * <p>The test is valid at every label, without end. A version whose loss is as in its evaluation is
 * ever found to be worse with a probability of at most {@value #LEVEL}. Half of that covers the
 * sampling error of the held-out rows, and half that of the predictions.
 *
 * @param version the version, such as {@code fraud:7}
 * @param loss the kind of loss, 0 to 1 for a prediction: {@code error} for classes, which is 1 if
 *     the prediction is wrong; {@code capped loss} for other tasks, which is the loss of the task
 *     divided by its 99 % quantile on the held-out rows, at most 1
 * @param expected the loss on the held-out rows
 * @param seen the loss on the predictions
 * @param pValue the probability of such losses at any time if the mean is not above the bound
 * @param suspected when a test without a limit on false alarms (Page-Hinkley) last detected an
 *     increase of the loss, as the time of a label
 * @param verdict the verdict
 */
public record LiveLoss(
    String version,
    String loss,
    Expected expected,
    Seen seen,
    double pValue,
    Optional<Instant> suspected,
    Verdict verdict) {
  /** The probability that a version that did not become worse is ever found to be worse. */
  public static final double LEVEL = 0.01;

  /** Checks the parts. */
  public LiveLoss {
    required(version, "version");
    required(loss, "loss");
    required(expected, "expected loss");
    required(seen, "loss that was seen");
    required(suspected, "suspicion");
    required(verdict, "verdict");
    check(pValue >= 0 && pValue <= 1, "Invalid p-value: %s (must be 0 to 1)", pValue);
  }

  /** The verdict on the losses. */
  public enum Verdict {
    /** The loss is greater than on the held-out rows. */
    WORSE,
    /** No increase was found. */
    NOT_WORSE,
    /** There are fewer than 30 labels. */
    NOT_ENOUGH_DATA
  }

  /**
   * The loss on held-out rows.
   *
   * @param mean the mean, 0 to 1
   * @param bound the greatest mean that these rows allow with a confidence of 99.5 %
   * @param rows the number of rows
   */
  public record Expected(double mean, double bound, long rows) {
    /** Checks the parts. */
    public Expected {
      check(
          mean >= 0 && mean <= 1 && bound >= mean && bound <= 1 && rows >= 1,
          "Invalid expected loss: mean %s, bound %s, %s rows",
          mean,
          bound,
          rows);
    }
  }

  /**
   * The loss on predictions with a label, in the order in which the labels arrived.
   *
   * @param mean the mean, 0 to 1
   * @param interval a 95 % interval of the mean that is valid at any time
   * @param rows the number of predictions
   * @param recent the mean of the newest ones, since the last change that was found (ADWIN)
   * @param recentRows their number
   */
  public record Seen(double mean, Interval interval, long rows, double recent, long recentRows) {
    /** Checks the parts. */
    public Seen {
      required(interval, "interval");
      check(
          rows >= 1 && recentRows >= 0 && recentRows <= rows,
          "Invalid loss: %s predictions, %s recent ones (must be a part)",
          rows,
          recentRows);
    }
  }

  /** Returns one line, such as {@code fraud:7: error 0.3 (at most 0.18 expected): WORSE}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s %s on %d labelled predictions, %s on the newest %d (expected %s, at most %s): %s (p"
            + " %.1e)",
        version,
        loss,
        QualityText.figure(seen.mean),
        seen.rows,
        QualityText.figure(seen.recent),
        seen.recentRows,
        QualityText.figure(expected.mean),
        QualityText.figure(expected.bound),
        verdict,
        pValue);
  }
}
