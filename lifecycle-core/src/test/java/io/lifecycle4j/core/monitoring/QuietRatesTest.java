package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.condition.Conditions.drift;
import static io.lifecycle4j.error.Preconditions.required;
import static io.lifecycle4j.monitoring.Drift.jensenShannon;
import static io.lifecycle4j.monitoring.Drift.kolmogorovSmirnov;
import static io.lifecycle4j.monitoring.Drift.psi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.monitoring.ThresholdAlarm.Rate;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rate of a threshold is how often windows without drift exceed it. */
@Tag(Volume.TAG)
class QuietRatesTest {
  private static final int REFERENCE = 500;
  private static final int ROWS = 100;
  private static final int REFERENCES = Volume.of(60, 100, 1_000);
  private static final int SAID = 5;
  private static final int WINDOWS = 10;

  private final TenColumns columns = new TenColumns(Volume.seed());

  private static Rate rate(Condition condition, Profile reference) {
    return rate(condition, reference, ROWS);
  }

  private static Rate rate(Condition condition, Profile reference, long rows) {
    SeasonWindow window = new SeasonWindow(reference, DriftSummary.of(rows, new byte[0]));
    return required(QuietRates.of(List.of(condition), List.of(window)).get(condition), "rate");
  }

  /** Compares what is said with what happens, each on average over references. */
  private void assertRate(String column, DriftMeasure measure, double bound) {
    double said = 0;
    double seen = 0;
    Condition condition = drift(column, measure).above(bound);
    for (int i = 0; i < REFERENCES; i++) {
      Profile reference = columns.reference(REFERENCE);
      ColumnProfile before = reference.find(column).orElseThrow();
      said += i < SAID ? rate(condition, reference).value() / SAID : 0;
      for (int window = 0; window < WINDOWS; window++) {
        ColumnProfile after = columns.quiet(reference, ROWS).find(column).orElseThrow();
        double value =
            required(
                HistogramDriftDetector.measures(ComparedSeasons.of(before, after)).get(measure),
                "measure");
        seen += value > bound ? 1.0 / REFERENCES / WINDOWS : 0;
      }
    }
    assertThat(said).as(condition.words()).isBetween(0.02, 0.9).isEqualTo(seen, within(0.1));
  }

  @Test
  @OnlyLarger
  void isThatOfWindowsWithoutDrift() {
    assertRate("normal", psi(), 0.1);
  }

  @Test
  @OnlyLarger
  void isThatOfTexts() {
    assertRate("common", jensenShannon(), 0.05);
  }

  @Test
  @OnlyLarger
  void isSmallerForMoreRowsAndHigherThresholds() {
    Profile reference = columns.reference(2_000);
    Condition low = drift("normal", psi()).above(0.05);
    Condition high = drift("normal", psi()).above(0.25);
    assertThat(rate(high, reference).value()).isLessThan(rate(low, reference).value());
    Rate large = rate(low, reference, 2_000);
    assertThat(large.value()).isZero();
    assertThat(large.high()).isBetween(0.0005, 0.005); // 2,000 draws exclude no more
    assertThat(rate(low, reference, 2_000)).isEqualTo(large);
  }

  @Test
  @OnlyLarger
  void coversWhateverColumnsHaveToDoWithEachOther() {
    Profile reference = columns.reference(REFERENCE);
    Condition one = drift("normal", kolmogorovSmirnov()).above(0.1);
    Condition two = drift("correlated", kolmogorovSmirnov()).above(0.1);
    Rate first = rate(one, reference);
    Rate second = rate(two, reference);

    Rate both = rate(one.and(two), reference);
    assertThat(both.value()).isCloseTo(first.value() * second.value(), within(0.04));
    assertThat(both.high()).isEqualTo(Math.min(first.high(), second.high()), within(1e-9));
    assertThat(both.low()).isEqualTo(Math.max(0, first.low() + second.low() - 1), within(1e-9));
    Rate either = rate(one.or(two), reference);
    assertThat(either.low()).isEqualTo(Math.max(first.low(), second.low()), within(1e-9));
    assertThat(either.high()).isEqualTo(Math.min(1, first.high() + second.high()), within(1e-9));
    Rate neither = rate(one.or(two).not(), reference);
    assertThat(neither.value()).isEqualTo(1 - either.value(), within(1e-9));
    assertThat(neither.high()).isEqualTo(1 - either.low(), within(1e-9));
  }

  @Test
  void isZeroForAColumnThatIsNotThere() {
    Rate none = rate(drift("nothing", psi()).above(0), columns.reference(REFERENCE));
    assertThat(none.value()).isZero();
  }
}
