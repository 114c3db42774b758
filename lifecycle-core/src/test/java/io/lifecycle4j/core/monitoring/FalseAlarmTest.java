package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.TenColumns.Change;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the promise of false alarms against simulated traffic without drift.
 *
 * <p>References are drawn anew, since one finite reference is luckier than another: the promise is
 * kept over references, not for every single one. How unlucky one may be is printed.
 */
@Tag(Volume.TAG)
class FalseAlarmTest {
  /** The promise, and levels that a few windows show more of: each must be kept. */
  private static final double[] LEVELS = {0.001, 0.005, 0.05};

  private static final int REFERENCES = Volume.of(5, 15, 600);
  private static final int LARGE_REFERENCES = Volume.of(1, 5, 600);
  private static final int WINDOWS = Volume.of(25, 750, 30_000);
  private static final int WINDOW = 500;

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 5_000, 50_000})
  @OnlyLarger
  void keepsTheRateOnAverageOverReferences(int referenceRows) {
    int redrawn = referenceRows > 5_000 ? LARGE_REFERENCES : REFERENCES;
    int windows = WINDOWS / redrawn;
    double[][] rates = new double[LEVELS.length][redrawn];
    for (int i = 0; i < redrawn; i++) {
      TenColumns rows = new TenColumns(31L * referenceRows + i);
      Profile reference = rows.reference(referenceRows);
      for (int window = 0; window < windows; window++) {
        double least = leastLevel(rows, reference);
        for (int level = 0; level < LEVELS.length; level++) {
          rates[level][i] += least <= LEVELS[level] ? 1.0 / windows : 0;
        }
      }
    }
    for (int level = 0; level < LEVELS.length; level++) {
      isKept(LEVELS[level], rates[level], referenceRows, windows);
    }
  }

  private static void isKept(double promised, double[] rates, int referenceRows, int windows) {
    double mean = Arrays.stream(rates).average().orElseThrow();
    double error = error(rates, mean);
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "reference of %,d rows: %.5f of %,d windows alarm (promised %.3f), 95 %% quantile over %d"
            + " references %.3f%n",
        referenceRows,
        mean,
        rates.length * windows,
        promised,
        rates.length,
        rates[(int) (0.95 * (rates.length - 1))]);
    assertThat(mean - 1.96 * error).isLessThanOrEqualTo(promised);
  }

  /** Judges a window without drift, and returns the least level at which it alarms. */
  private static double leastLevel(TenColumns rows, Profile reference) {
    return rows.window(reference, WINDOW, LEVELS[0], Change.NONE).stream()
        .mapToDouble(ColumnDrift::adjusted)
        .min()
        .orElseThrow();
  }

  /** Answers of a classifier that is far surer of the rows that it learned than of others. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 40})
  void keepsTheGreatestRateForProbabilities(int classes) {
    double level = 0.05; // no window has a greater one, and none shows more
    int redrawn = Volume.of(4, 15, 600);
    int windows = Volume.of(5, 50, 50);
    double[] rates = new double[redrawn];
    for (int i = 0; i < redrawn; i++) {
      ProbabilityRows rows = new ProbabilityRows(classes, 7_919L * classes + i);
      WatchedReference reference = rows.reference(1_000);
      for (int window = 0; window < windows; window++) {
        boolean alarm =
            rows.window(reference, WINDOW, level).stream().anyMatch(ColumnDrift::drifted);
        rates[i] += alarm ? 1.0 / windows : 0;
      }
    }
    double mean = Arrays.stream(rates).average().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "answers of %d classes: %.4f of %,d windows alarm (promised %.2f)%n",
        classes,
        mean,
        redrawn * windows,
        level);
    assertThat(mean - 1.96 * error(rates, mean)).isLessThanOrEqualTo(level);
  }

  private static double error(double[] rates, double mean) {
    return Math.sqrt(Arrays.stream(rates).map(r -> (r - mean) * (r - mean)).sum()) / rates.length;
  }

  /** Monitors of a year each, with one window to 100 windows in ten days. */
  @Test
  @OnlyLarger
  void keepsThePromiseOverYears() {
    int years = Volume.of(1, 2, 1_000);
    DriftMonitor plan = drift().atMostFalseAlarms(1).per(Duration.ofDays(90)).build();
    long alarms = 0;
    for (int year = 0; year < years; year++) {
      TenColumns rows = new TenColumns(year);
      Profile reference = rows.reference(1_000);
      Instant now = Instant.EPOCH;
      Instant end = now.plus(Duration.ofDays(365));
      AlarmBudget budget = AlarmBudget.begin(plan, now);
      Duration step = Duration.ofMinutes((long) (14_400 / Math.pow(100, (year + 0.5) / years)));
      for (now = now.plus(step); now.isBefore(end); now = now.plus(step)) {
        AlarmBudget.Share share = budget.spend(plan, now, now);
        budget = share.rest();
        alarms += alarms(rows, reference, share.level()) ? 1 : 0;
      }
    }
    double promised = years * 365 / 90.0;
    System.out.printf(
        Locale.ROOT,
        "%d monitor-years: %d false alarms (promised %.1f)%n",
        years,
        alarms,
        promised);
    assertThat((double) alarms).isLessThanOrEqualTo(promised + 1.96 * Math.sqrt(promised));
  }

  private static boolean alarms(TenColumns rows, Profile reference, double level) {
    return rows.window(reference, WINDOW, level, Change.NONE).stream()
        .anyMatch(ColumnDrift::drifted);
  }
}
