package io.lifecycle4j.core.serving;

import io.lifecycle4j.serving.ShadowReport;
import io.lifecycle4j.serving.ShadowReport.Difference;
import io.lifecycle4j.serving.ShadowReport.Latencies;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the predictions of two versions, and keeps the largest differences. Thread-safe. */
final class ShadowComparison<O> {
  /** How many latencies are kept, the latest ones. */
  private static final int LATENCIES = 1_024;

  private final double tolerance;
  private final Largest<Difference<O>> largest = new Largest<>(Difference::size);
  private final long[] served = new long[LATENCIES];
  private final long[] shadowed = new long[LATENCIES];
  private long compared;
  private long different;
  private long failed;
  private long timed;

  ShadowComparison(double tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Compares a prediction with what the shadow did.
   *
   * @param value what was predicted
   * @param probability the probability of that value; NaN if it has none
   * @param shadow the value of the shadow; null if it has none
   * @param sure the probability of that value; NaN if it has none
   */
  synchronized void add(String id, O value, double probability, @Nullable O shadow, double sure) {
    if (shadow == null) {
      failed++;
      return;
    }
    compared++;
    double distance = AnswerDifference.distance(value, shadow);
    if (distance > tolerance) {
      different++;
      double size = AnswerDifference.size(distance, probability, sure);
      largest.add(new Difference<>(id, value, shadow, size));
    }
  }

  /** Adds the times that both versions took for an input, in nanoseconds. */
  synchronized void took(long first, long second) {
    int place = (int) (timed++ % LATENCIES);
    served[place] = first;
    shadowed[place] = second;
  }

  synchronized ShadowReport<O> report(ShadowReport.State state, long dropped) {
    return new ShadowReport<>(
        state, compared, different, failed, dropped, latencies(), largest.sorted());
  }

  private Optional<Latencies> latencies() {
    int count = (int) Math.min(timed, LATENCIES);
    if (count == 0) {
      return Optional.empty();
    }
    long[] first = Arrays.copyOf(served, count);
    long[] second = Arrays.copyOf(shadowed, count);
    Arrays.sort(first);
    Arrays.sort(second);
    return Optional.of(
        new Latencies(
            quantile(first, 0.5),
            quantile(first, 0.99),
            quantile(second, 0.5),
            quantile(second, 0.99)));
  }

  private static Duration quantile(long[] sorted, double share) {
    return Duration.ofNanos(sorted[(int) Math.ceil(share * (sorted.length - 1))]);
  }
}
