package io.lifecycle4j.monitoring.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
  private static final Profile REFERENCE =
      new Profile(
          1,
          List.of(
              ColumnProfile.builder("amount", 1, 0).build(),
              ColumnProfile.builder("age", 1, 0).build()));

  /** Compares sums of values: the p-value of a column is one over its sum. */
  private static final class OneOverSum implements DriftDetector {
    private static DriftSums sums(Profile reference) {
      return DriftSums.recorder(reference, 1, (column, value, sums) -> sums.add(0, value));
    }

    @Override
    public DriftRecorder recorder(Profile reference) {
      return sums(reference);
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      return sums(reference).merged(summaries);
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      List<Divergence> found = new ArrayList<>();
      List<DriftSums.Column> columns = sums(reference).read(window);
      for (int i = 0; i < columns.size(); i++) {
        double sum = columns.get(i).sum(0);
        found.add(
            Divergence.builder(reference.columns().get(i).name(), 1 / sum, "sum " + sum)
                .effect(sum, sum - 1, sum + 1)
                .measure(DriftMeasure.PSI, sum / 100)
                .figure("mean", 1, sum)
                .build());
      }
      return found;
    }
  }

  private final DriftDetector detector = new OneOverSum();

  private SeasonWindow season(double amount, double age) {
    DriftRecorder recorder = detector.recorder(REFERENCE);
    recorder.record(0, amount);
    recorder.record(1, age);
    return new SeasonWindow(REFERENCE, recorder.snapshot());
  }

  @Test
  void takesTheLeastPValueOfAllSeasonsTimesTheirNumber() {
    List<Divergence> found = detector.compare(List.of(season(10, 4), season(50, 2), season(20, 2)));

    assertThat(found).extracting(Divergence::column).containsExactly("amount", "age");
    Divergence amount = found.get(0);
    assertThat(amount.pValue()).isEqualTo(3.0 / 50, within(1e-12));
    assertThat(amount.explanation()).isEqualTo("sum 50.0");
    assertThat(amount.effect()).isEqualTo(50);
    assertThat(amount.low()).isEqualTo(49);
    assertThat(amount.high()).isEqualTo(51);
    assertThat(amount.measures()).containsEntry(DriftMeasure.PSI, 0.5);
    assertThat(amount.figures())
        .containsEntry("mean.before", 1.0)
        .containsEntry("mean.after", 50.0);
    assertThat(found.get(1).pValue()).as("at most 1").isEqualTo(3.0 / 4, within(1e-12));
  }

  @Test
  void countsOnlySeasonsInWhichAColumnIsCompared() {
    assertThat(detector.compare(List.of(season(10, 4))))
        .isEqualTo(detector.compare(REFERENCE, season(10, 4).window()));
    assertThat(detector.needsCalibration()).isFalse();
  }

  @Test
  void needsASeason() {
    assertThatThrownBy(() -> detector.compare(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid seasons: none (needs at least one)");
  }

  @Test
  void addsUpSumsOfWindows() {
    DriftSummary both =
        detector.merge(REFERENCE, List.of(season(1, 2).window(), season(3, 4).window()));

    assertThat(both.rows()).isEqualTo(2);
    assertThat(OneOverSum.sums(REFERENCE).read(both))
        .extracting(column -> column.sum(0))
        .containsExactly(4.0, 6.0);
    assertThatThrownBy(() -> detector.merge(REFERENCE, List.of(DriftSummary.of(1, new byte[] {1}))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid drift summary: 1 bytes (needs ");
  }
}
