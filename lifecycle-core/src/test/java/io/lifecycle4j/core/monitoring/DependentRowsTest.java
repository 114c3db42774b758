package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hours of one day are alike, so a day of rows says little more than one of them. */
@Tag(Volume.TAG)
class DependentRowsTest {
  private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");
  private static final int HOURS = 24;
  private static final int DAYS = 200;
  private static final int WINDOW_DAYS = 20;
  private static final double LEVEL = 0.05;
  private static final Schema SCHEMA =
      Schema.builder()
          .column(Column.builder("date", DataType.TIMESTAMP).role(ColumnRole.TIME).build())
          .column("temp", DataType.FLOAT64)
          .column("sky", DataType.STRING)
          .column("dice", DataType.INT64)
          .build();

  private final Lifecycle home = Lifecycle.inMemory();
  private final HistogramDriftDetector detector = new HistogramDriftDetector();
  private final Random random = new Random(Volume.seed());

  @AfterEach
  void close() {
    home.close();
  }

  private record Hour(double temp, String sky, int dice) {}

  /** Hours of days, where temperature and sky are of the day, and dice of the hour. */
  private Hour[] hours(int days, double warmer) {
    Hour[] hours = new Hour[days * HOURS];
    double temp = 0;
    String sky = "";
    for (int i = 0; i < hours.length; i++) {
      if (i % HOURS == 0) {
        temp = random.nextGaussian() + warmer;
        sky = "sky " + random.nextInt(3);
      }
      hours[i] = new Hour(temp + 0.3 * random.nextGaussian(), sky, random.nextInt(6));
    }
    return hours;
  }

  private DatasetVersion version() {
    StringBuilder csv = new StringBuilder("date,temp,sky,dice\n");
    Instant time = BEGIN;
    for (Hour hour : hours(DAYS, 0)) {
      csv.append(time).append(',').append(hour.temp).append(',').append(hour.sky).append(',');
      csv.append(hour.dice).append('\n');
      time = time.plus(Duration.ofHours(1));
    }
    return home.datasets()
        .dataset("weather")
        .snapshot(Sources.csv("weather.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit();
  }

  private static DriftMonitorBuilder days() {
    return drift().falseAlarmRate(LEVEL).dependentWithin(Duration.ofDays(1));
  }

  private static Profile reference(DriftMonitor plan) {
    return Objects.requireNonNull(
            new DriftReferences(plan).of("weather:1", SCHEMA, regression("rain"), null).rows())
        .profile();
  }

  private List<ColumnDrift> window(DriftMonitor plan, Profile reference, double warmer) {
    DriftRecorder recorder = detector.recorder(reference);
    Hour[] hours = hours(WINDOW_DAYS, warmer);
    for (Hour hour : hours) {
      record(recorder, hour);
    }
    return new WindowVerdict(LEVEL, plan.minimalEffect())
        .of(detector, WatchedReference.of(reference), recorder.snapshot(), Map.of());
  }

  private static void record(DriftRecorder recorder, Hour hour) {
    recorder.record(0, 1); // its time is there
    recorder.record(1, hour.temp);
    recorder.record(2, hour.sky);
    recorder.record(3, hour.dice);
  }

  @Test
  void countForAsManyAsTheyAreWorth() {
    Profile reference = reference(days().reference(version()).build());

    assertThat(reference.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("date", "temp", "sky", "dice"); // no answers
    // four of five hours of a day choose no cells
    assertThat(reference.columns().get(2).designEffect()).isBetween(17.0, 35.0);
    assertThat(reference.columns().get(3).designEffect()).isBetween(1.0, 2.0);
  }

  @Test
  @OnlyLarger
  void keepThePromiseThatIndependentOnesWouldBreak() {
    int references = Volume.of(5, 15, 300);
    int windows = 20;
    int alarms = 0;
    int blind = 0;
    int found = 0;
    for (int i = 0; i < references; i++) {
      DatasetVersion version = version();
      DriftMonitor plan = days().reference(version).build();
      DriftMonitor trusting = drift().falseAlarmRate(LEVEL).reference(version).build();
      Profile reference = reference(plan);
      Profile independent = reference(trusting);
      for (int j = 0; j < windows; j++) {
        alarms += drifts(window(plan, reference, 0));
        blind += drifts(window(trusting, independent, 0));
        found += drifts(window(plan, reference, 2.5));
      }
    }
    int all = references * windows;
    System.out.printf(
        "%d windows: %.3f alarm, %.3f without dependence, %.3f see a shift%n",
        all, (double) alarms / all, (double) blind / all, (double) found / all);
    assertThat(alarms).isLessThan((int) (LEVEL * all + 3 * Math.sqrt(LEVEL * all)));
    assertThat(blind).isGreaterThan(all / 2);
    assertThat(found).isGreaterThan(all * 9 / 10);
  }

  private static int drifts(List<ColumnDrift> columns) {
    return columns.stream().anyMatch(ColumnDrift::drifted) ? 1 : 0;
  }

  @Test
  void areTooFewSooner() {
    DatasetVersion version = version();
    Profile reference = reference(days().reference(version).build());
    DriftRecorder recorder = detector.recorder(reference);
    for (Hour hour : hours(2, 0)) {
      record(recorder, hour);
    }

    assertThat(
            new WindowVerdict(0.001, 0)
                .of(detector, WatchedReference.of(reference), recorder.snapshot(), Map.of()))
        .filteredOn(column -> column.verdict() == Verdict.NOT_ENOUGH_DATA)
        .extracting(ColumnDrift::name)
        .containsExactlyInAnyOrder("temp", "sky");
  }

  @Test
  void areNotWatchedWhereTheirDependenceIsNotKnown() {
    Schema other = Schema.builder().column("wind", DataType.FLOAT64).build();
    Profile own =
        new Profile(
            4,
            List.of(
                References.numbers("wind", 1, 2, 3, 4),
                References.numbers(AnswerColumns.PREDICTION, 1, 2, 3, 4)));

    assertThat(
            new DriftReferences(days().reference(version()).build())
                .of("weather:1", other, regression("rain"), own)
                .suits())
        .isFalse();
  }

  @Test
  void needAReferenceWithTimes() {
    assertThatThrownBy(() -> days().build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid drift monitor: rows depend within PT24H without a reference (needs"
                + " .reference(version))");
    DatasetVersion timeless =
        home.datasets()
            .dataset("timeless")
            .snapshot(Sources.csv("x.csv", Content.of("x\n" + "1\n".repeat(60))))
            .schema(Schema.builder().column("x", DataType.INT64).build())
            .commit();
    assertThatThrownBy(() -> days().reference(timeless).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid reference: %s has no column of type TIMESTAMP and role TIME (needed by"
                + " dependentWithin)",
            timeless.ref());
  }
}
