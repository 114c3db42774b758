package io.lifecycle4j.examples;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeDetectorTest {
  record Trip(double distance) {}

  private final SplittableRandom random = new SplittableRandom(5);
  private final RangeDetector detector = new RangeDetector();

  @Test
  void seesAUnitThatChanged(@TempDir Path directory) {
    try (Lifecycle home = Lifecycle.builder().directory(directory).detector(detector).open();
        ManagedModel<Trip, Double> model =
            home.model("fare", Trip.class, regression("fare"))
                .serving(trip -> 3 + trip.distance())
                .monitor(drift().window(50).falseAlarmRate(0.001))
                .open()) {
      for (int i = 0; i < 600; i++) {
        model.predict(new Trip(1 + random.nextDouble()));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isFalse();
      for (int i = 0; i < 50; i++) {
        model.predict(new Trip(1_000 + 1_000 * random.nextDouble())); // metres
      }
      DriftReport report = model.monitoring().findDrift().orElseThrow();
      assertThat(report.driftedColumns()).contains("distance");
      assertThat(report.summary()).contains("50 rows above its range, 0 below, of 50");
    }
  }

  @Test
  void addsWindowsAsIfTheyWereOne() {
    Profile reference = profile(1, 2, 3);
    DriftRecorder one = detector.recorder(reference);
    DriftRecorder two = one.another();
    DriftRecorder all = detector.recorder(reference);
    for (double value : new double[] {0, 1, 2, 4, 5}) {
      (value < 3 ? one : two).record(0, value);
      all.record(0, value);
    }
    DriftSummary merged = detector.merge(reference, List.of(one.snapshot(), two.snapshot()));

    assertThat(merged).isEqualTo(all.snapshot());
    assertThat(detector.compare(reference, merged).get(0).explanation())
        .isEqualTo("2 rows above its range, 1 below, of 5");
  }

  private static Profile profile(double... sorted) {
    Moments range = new Moments(sorted[0], sorted[sorted.length - 1], 0, 1);
    return new Profile(
        sorted.length,
        List.of(new ColumnProfile("distance", sorted.length, 0, range, null, Map.of())));
  }
}
