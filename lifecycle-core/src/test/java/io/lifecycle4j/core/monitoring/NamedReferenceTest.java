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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

      assertThat(quiet.columns()).extracting(ColumnDrift::name).containsOnly("temp", "kind");
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
    assertThat(found.columns().names()).containsExactly("temp", "kind", "prediction");
    assertThat(profile.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("temp", "kind", "prediction");
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
                + ", has nothing to compare with by segments, seasons or time)");
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

  @Test
  void watchesNoTimes() {
    ColumnProfile answers = References.numbers(AnswerColumns.PREDICTION, 1, 2, 3, 4);
    Profile own =
        new Profile(
            4,
            List.of(
                References.numbers("date", 1, 2, 3, 4),
                References.numbers("temp", 1, 2, 3, 4),
                References.texts("kind", Map.of("a", 4L)),
                answers));

    DriftReferences.Reference found =
        new DriftReferences(drift().build()).of("rides:1", SCHEMA, regression("rides"), own);

    assertThat(Objects.requireNonNull(found.rows()).profile().columns())
        .extracting(ColumnProfile::name)
        .containsExactly("temp", "kind", "prediction");
  }

  @Test
  void needsRows() {
    DatasetVersion few = version(49);

    assertThatThrownBy(() -> drift().reference(few))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid reference: %s has 49 rows (needs at least 50)", few.ref());
  }
}
