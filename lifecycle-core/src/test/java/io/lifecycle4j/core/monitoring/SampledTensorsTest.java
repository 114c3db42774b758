package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.strata.Compared;
import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Windows of tensors whose rows are compared as a whole. */
@Tag(Volume.TAG)
class SampledTensorsTest {
  private static final int CELLS = 4;
  private static final int DRAWS = Volume.of(100, 1_000, 10_000);
  private static final double LEVEL = 0.05;
  private static final Columns<float[]> WAVES =
      Columns.from(float[].class)
          .tensor(
              Column.tensor("wave", CELLS),
              (wave, target, offset) -> System.arraycopy(wave, 0, target, offset, CELLS))
          .build();

  private final DriftDetector detector = new HistogramDriftDetector();
  private final Random random = new Random(Volume.seed());
  private final Profile cells = cells();

  private Row wave(boolean turned) {
    float[] wave = new float[CELLS];
    for (int i = 0; i < CELLS; i++) {
      wave[i] = (float) (random.nextGaussian() + (i % 2 == 0 == turned ? -1 : 1));
    }
    return WAVES.row(wave);
  }

  private Profile cells() {
    Profiler chosen = new Profiler(WAVES.schema());
    for (int i = 0; i < 500; i++) {
      chosen.add(wave(false));
    }
    return chosen.profile();
  }

  private WatchedReference reference(int rows) {
    Profiler counted = new Profiler(Statistics.of(WAVES.schema()), cells).sampling(WAVES.schema());
    for (int i = 0; i < rows; i++) {
      counted.add(wave(false));
    }
    return WatchedReference.of(counted.profile());
  }

  /** Returns the window of several processes. */
  private DriftSummary window(WatchedReference reference, int processes, int rows, boolean turned) {
    List<DriftSummary> slices = new ArrayList<>();
    for (int process = 0; process < processes; process++) {
      RowRecorder recorder = new RowRecorder(Statistics.of(WAVES.schema()));
      StratumRecorders recorders = reference.recorders(detector);
      for (int i = 0; i < rows; i++) {
        recorder.record(wave(turned), recorders, 0);
      }
      slices.add(recorders.snapshot());
    }
    return reference.merge(detector, slices);
  }

  private Compared wave(WatchedReference reference, DriftSummary window) {
    return reference.compare(detector, window).stream()
        .filter(one -> one.divergence().column().equals("wave"))
        .findFirst()
        .orElseThrow();
  }

  /** Rows of several processes, of which only a sample is stored. */
  @Test
  @OnlyLarger
  void raiseNoMoreFalseAlarmsThanPromised() {
    int alarms = 0;
    for (int i = 0; i < DRAWS; i++) {
      WatchedReference reference = reference(600);
      DriftSummary window = window(reference, 2, 250, false);
      alarms += wave(reference, window).divergence().pValue() <= LEVEL ? 1 : 0;
    }
    double most = DRAWS * LEVEL + 3.7 * Math.sqrt(DRAWS * LEVEL * (1 - LEVEL)) + 2;
    assertThat((double) alarms).isLessThanOrEqualTo(most);
  }

  @Test
  void areFoundToDifferThoughTheirMeansDoNot() {
    WatchedReference reference = reference(2_000);
    DriftSummary window = window(reference, 3, 40, true);

    assertThat(window.rows()).isEqualTo(120);
    assertThat(reference.compare(detector, window))
        .filteredOn(one -> one.divergence().pValue() < 1e-6)
        .extracting(one -> one.divergence().column())
        .containsExactly("wave");
    assertThat(wave(reference, window).divergence().low()).isGreaterThan(0.2);
    assertThat(wave(reference, window).rows()).isEqualTo(120);
  }

  @Test
  void areNotTestedIfTheyAreTooFew() {
    WatchedReference reference = reference(2_000);

    assertThat(wave(reference, window(reference, 1, 39, true)).isTested()).isFalse();
    assertThat(wave(reference, window(reference, 1, 40, true)).isTested()).isTrue();
  }

  @Test
  void haveASummaryOfBoundedSize() {
    WatchedReference reference = reference(1_000);
    DriftSummary window = window(reference, 1, 10_000, false);

    assertThat((long) window.bytes().length).isLessThanOrEqualTo(reference.mostBytes());
    assertThat(window.bytes()).hasSizeLessThan(1 << 16);
  }

  @Test
  void rejectASummaryOfOthers() {
    WatchedReference reference = reference(100);
    DriftSummary other = detector.recorder(reference.profile()).snapshot();

    assertThatThrownBy(() -> reference.merge(detector, List.of(other)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid drift summary: ");
    assertThatThrownBy(() -> reference.compare(detector, DriftSummary.of(1, new byte[] {1, 0})))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift summary: it ends too early");
  }
}
