package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of a dataset version as the reference of live rows. */
@Tag(Volume.TAG)
class NamedReferenceTest {
  private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");
  private static final Schema SCHEMA =
      Schema.builder()
          .column(Column.builder("date", DataType.TIMESTAMP).role(ColumnRole.TIME).build())
          .column("temp", DataType.FLOAT64)
          .column("kind", DataType.STRING)
          .build();

  private final Lifecycle home = Lifecycle.inMemory();
  private final Random random = new Random(Volume.seed());

  private record Ride(Instant date, double temp, String kind) {}

  @AfterEach
  void close() {
    home.close();
  }

  private Ride ride(int hour, double warmer) {
    return new Ride(
        BEGIN.plus(Duration.ofHours(hour)),
        random.nextGaussian() + warmer,
        "kind " + random.nextInt(3));
  }

  private DatasetVersion version(int rows) {
    StringBuilder csv = new StringBuilder("date,temp,kind\n");
    for (int i = 0; i < rows; i++) {
      Ride ride = ride(i, 0);
      csv.append(ride.date).append(',').append(ride.temp).append(',').append(ride.kind);
      csv.append('\n');
    }
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit();
  }

  private static DriftMonitor monitor(DatasetVersion version) {
    return drift().reference(version).window(100).falseAlarmRate(0.001).build();
  }

  /** Of a function, whose answers have no reference. */
  private static DriftMonitor ofInputs(DatasetVersion version) {
    return drift().reference(version).window(100).falseAlarmRate(0.001).inputsOnly().build();
  }

  @Test
  void isThatOfTheFirstWindowAlready() {
    try (ManagedModel<Ride, Double> model =
        home.model("rides", Ride.class, regression("rides"))
            .serving(Ride::temp)
            .monitor(ofInputs(version(2_000)))
            .open()) {
      for (int i = 0; i < 100; i++) {
        model.predict(ride(50_000 + i, 0)); // years later
      }
      DriftReport quiet = model.monitoring().findDrift().orElseThrow();
      for (int i = 0; i < 100; i++) {
        model.predict(ride(51_000 + i, 1));
      }

      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("date", "temp", "kind");
      assertThat(quiet.drifted()).isFalse();
      assertThat(quiet.reference().rows()).isBetween(1_500L, 1_700L); // a fifth chose the cells
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
          .containsExactly("temp");
    }
  }

  @Test
  void leavesAnswersToTheReferenceOfTheVersion() {
    ColumnProfile answers = References.numbers(AnswerColumns.PREDICTION, 1, 2, 3, 4);
    ColumnProfile temps = References.numbers("temp", 1, 1, 1, 1);
    ColumnProfile kinds = References.texts("kind", Map.of("a", 4L));
    ColumnProfile dates = References.numbers("date", 1, 2, 3, 4);
    Profile own = new Profile(4, List.of(dates, temps, kinds, answers));

    DriftReferences.Reference found =
        new DriftReferences(monitor(version(500))).of("rides:1", SCHEMA, regression("rides"), own);

    Profile profile = Objects.requireNonNull(found.rows()).profile();
    assertThat(found.columns().names()).containsExactly("date", "temp", "kind", "prediction");
    assertThat(profile.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("date", "temp", "kind", "prediction");
    assertThat(profile.find("prediction")).contains(answers);
    assertThat(profile.find("temp")).isNotEqualTo(temps);
  }

  @Test
  void saysWhatItDoesNotWatch() {
    DatasetVersion version = version(500);
    Schema inputs =
        SCHEMA.with(Column.of("wind", DataType.FLOAT64)).with(Column.tensor("image", 2, 2));
    WatchedColumns all =
        new WatchedColumns(inputs, List.of(AnswerColumns.PREDICTION), regression("rides"));
    WatchedColumns part =
        new WatchedColumns(
            SCHEMA.with(Column.tensor("image", 2, 2)), List.of(), regression("rides"));

    assertThat(DriftReferences.unwatched("rides:1", all, part, version, false))
        .contains(
            "Not watched of rides:1: wind, prediction (the drift reference, "
                + version.ref()
                + ", has nothing to compare with)");
    assertThat(DriftReferences.unwatched("rides:1", all, part, version, true))
        .contains(
            "Not watched of rides:1: wind, prediction, image as a whole (the drift reference, "
                + version.ref()
                + ", has nothing to compare with by seasons or time)");
    assertThat(DriftReferences.unwatched("rides:1", part, part, version, false)).isEmpty();
  }

  @Test
  void isThatOfTheVersionIfNoInputIsInTheRows() {
    Schema other = Schema.builder().column("wind", DataType.FLOAT64).build();
    Profile own =
        new Profile(
            4,
            List.of(
                References.numbers("wind", 1, 2, 3, 4),
                References.numbers(AnswerColumns.PREDICTION, 1, 2, 3, 4)));

    assertThat(
            new DriftReferences(monitor(version(500)))
                .of("rides:1", other, regression("rides"), own)
                .find()
                .map(WatchedReference::profile))
        .contains(own);
  }

  /** Times always move on, so that only those that are missing say something. */
  @Test
  void watchesOfTimesWhetherTheyAreMissing() {
    Profile own =
        new Profile(
            4,
            List.of(
                References.numbers("date", 1, 2, Double.NaN, 4),
                References.numbers("temp", 1, 2, 3, 4),
                References.texts("kind", Map.of("a", 4L)),
                References.numbers(AnswerColumns.PREDICTION, 1, 2, 3, 4)));
    Profile.Histogram present = new Profile.Histogram(List.of(), List.of(3L));

    for (DriftMonitor monitor : List.of(drift().build(), monitor(version(500)))) {
      DriftReferences.Reference found =
          new DriftReferences(monitor).of("rides:1", SCHEMA, regression("rides"), own);
      ColumnProfile date =
          Objects.requireNonNull(found.rows()).profile().find("date").orElseThrow();
      assertThat(date.moments()).isEmpty();
      assertThat(date.histogram().orElseThrow().edges()).isEmpty();
      if (monitor.reference().isEmpty()) {
        assertThat(date.histogram()).contains(present);
        assertThat(date.missing()).isEqualTo(1);
      }
    }
    Schema texts =
        Schema.builder()
            .column(Column.builder("date", DataType.STRING).role(ColumnRole.TIME).build())
            .column("temp", DataType.FLOAT64)
            .build();
    assertThat(WatchedColumns.of(texts, regression("rides"), own).names())
        .containsExactly("temp", "prediction");
  }

  private record Seen(@Nullable Instant date, double temp, String kind) {}

  /** Of a function, which learns its reference, and beside the rows of a version. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsTimesThatAreMissing(boolean isNamed) {
    DriftMonitor monitor =
        isNamed
            ? ofInputs(version(2_000))
            : drift().window(100).falseAlarmRate(0.001).inputsOnly().build();
    try (ManagedModel<Seen, Double> model =
        home.model("rides", Seen.class, regression("rides"))
            .serving(Seen::temp)
            .monitor(monitor)
            .open()) {
      for (int i = 0; i < 1_200; i++) {
        Ride ride = ride(50_000 + i, 0);
        model.predict(new Seen(ride.date, ride.temp, ride.kind));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isFalse();
      for (int i = 0; i < 100; i++) {
        Ride ride = ride(51_200 + i, 0);
        model.predict(new Seen(i % 4 == 0 ? null : ride.date, ride.temp, ride.kind));
      }

      DriftReport report = model.monitoring().findDrift().orElseThrow();

      assertThat(report.driftedColumns()).containsExactly("date");
      assertThat(report.columns().get(0).divergence().explanation())
          .isEqualTo("missing 0 % -> 25 %");
    }
  }

  @Test
  void needsRows() {
    DatasetVersion few = version(49);

    assertThatThrownBy(() -> drift().reference(few))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid reference: %s has 49 rows (needs at least 50)", few.ref());
  }
}
