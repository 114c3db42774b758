package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.TenColumns.Change;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.profile.Profile;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Which shifts of one of ten columns raise an alarm within two windows of 500 rows. */
@OnlyLarger
class DetectedShiftsTest {
  private static final double LEVEL = 0.001;
  private static final int REFERENCE_ROWS = 1_000;
  private static final int WINDOW = 500;
  private static final int SEEDS = Volume.of(10, 40, 2_000);

  @Test
  void seesAShiftOfHalfADeviation() {
    assertThat(share("normal", new Change(0.5, 1, 0, false))).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void seesValuesThatBecomeMissing() {
    assertThat(share("gaps", new Change(0, 1, 0.05, false))).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void seesHalfAsMuchDeviationMore() {
    assertThat(share("normal", new Change(0, 1.5, 0, false))).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void seesTwoCategoriesThatAreSwapped() {
    assertThat(share("common", new Change(0, 1, 0, true))).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void seesSomeShiftsOfAQuarterOfADeviation() {
    assertThat(share("normal", new Change(0.25, 1, 0, false))).isGreaterThan(0);
  }

  /** Returns in how many of all cases a column is named within two windows. */
  private static double share(String column, Change change) {
    int seen = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      TenColumns rows = new TenColumns(seed);
      Profile reference = rows.reference(REFERENCE_ROWS);
      boolean first = named(rows, reference, change, column);
      seen += first || named(rows, reference, change, column) ? 1 : 0; // draws another window
    }
    System.out.printf(Locale.ROOT, "%s, %s: seen in %d of %d%n", column, change, seen, SEEDS);
    return (double) seen / SEEDS;
  }

  private static boolean named(TenColumns rows, Profile reference, Change change, String column) {
    return rows.window(reference, WINDOW, LEVEL, change).stream()
        .filter(ColumnDrift::drifted)
        .anyMatch(drift -> drift.divergence().column().equals(column));
  }
}
