package io.lifecycle4j.core;

import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DatasetDrift;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What has changed between two versions of a dataset, and what has not. */
@Tag(Volume.TAG)
class DatasetDriftTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .column(Column.builder("row", DataType.INT64).role(ColumnRole.ID).build())
          .column("x", DataType.FLOAT64)
          .column("y", DataType.FLOAT64)
          .column("zero", DataType.INT64)
          .column(Column.builder("kind", DataType.CATEGORICAL).asPrivate().build())
          .column("land", DataType.STRING)
          .build();

  private final Lifecycle home = Lifecycle.inMemory();
  private final Random random = new Random(Volume.seed());
  private int row;

  @AfterEach
  void close() {
    home.close();
  }

  /** Cells of a row, in the order of the columns after the id. */
  private record Cells(double x, double y, int zero, String kind, String land) {
    Cells x(double other) {
      return new Cells(other, y, zero, kind, land);
    }

    Cells y(double other) {
      return new Cells(x, other, zero, kind, land);
    }

    Cells land(String other) {
      return new Cells(x, y, zero, kind, other);
    }
  }

  private Cells usual() {
    return new Cells(
        random.nextGaussian(),
        Math.exp(random.nextGaussian()),
        random.nextInt(10) == 0 ? random.nextInt(5) : 0,
        "kind " + random.nextInt(3),
        "land " + (int) Math.pow(2, -2 * Math.log(random.nextDouble())));
  }

  private DatasetVersion version(int rows, UnaryOperator<Cells> change) {
    StringBuilder csv = new StringBuilder("row,x,y,zero,kind,land\n");
    for (int i = 0; i < rows; i++) {
      Cells cells = change.apply(usual());
      csv.append(row++).append(',').append(cells.x).append(',').append(cells.y).append(',');
      csv.append(cells.zero).append(',').append(cells.kind).append(',');
      csv.append(cells.land).append('\n');
    }
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit();
  }

  @Test
  void findsNothingInRowsOfTheSameKind() {
    DatasetDrift drift = home.drift(version(2_000, cells -> cells), version(500, cells -> cells));

    assertThat(drift.drifted()).isFalse();
    assertThat(drift.columns()).hasSize(5).noneMatch(ColumnDrift::drifted);
    assertThat(drift.together())
        .hasValueSatisfying(all -> assertThat(all.verdict()).isEqualTo(Verdict.NO_DRIFT));
    assertThat(drift.uncompared()).containsExactly("row");
    assertThat(drift.referenceRows()).isBetween(1_500L, 1_700L); // four of five
    assertThat(drift.summary())
        .isEqualTo(
            "rides:2 (500 rows) beside rides:1 (%,d rows): no drift%n  not compared: [row]",
            drift.referenceRows());
  }

  @Test
  void namesTheColumnsThatDrifted() {
    DatasetDrift drift =
        home.drift(
            version(2_000, cells -> cells),
            version(500, cells -> cells.x(cells.x + 0.8).land("land " + random.nextInt(9))));

    assertThat(drift.driftedColumns()).containsExactlyInAnyOrder("x", "land");
    assertThat(drift.suspects()).contains("x", "land");
    assertThat(drift.summary())
        .contains("DRIFT in 2 of 5 columns", "x: mean ", "(+0.8 standard deviations)");
  }

  /** What each column holds is the same, but which cells are in one row is not. */
  @Test
  void findsColumnsThatDriftOnlyTogether() {
    DatasetDrift drift =
        home.drift(
            version(2_000, cells -> cells.y(cells.x > 0 ? cells.y + 0.1 : cells.y)),
            version(2_000, cells -> cells.y(cells.x <= 0 ? cells.y + 0.1 : cells.y)));
    assertThat(drift.drifted()).isFalse(); // too little

    drift =
        home.drift(
            version(2_000, cells -> cells.y(2 * cells.x + random.nextGaussian())),
            version(2_000, cells -> cells.y(-2 * cells.x + random.nextGaussian())));
    assertThat(drift.driftedColumns()).isEmpty();
    assertThat(drift.together())
        .hasValueSatisfying(all -> assertThat(all.divergence().low()).isGreaterThan(0.3));
    assertThat(drift.summary())
        .contains("DRIFT of all columns together", "a classifier tells which version a row is of");
  }

  @Test
  void ignoresWhatIsBelowTheMinimalEffect() {
    DatasetVersion reference = version(5_000, cells -> cells);
    DatasetVersion moved = version(5_000, cells -> cells.x(cells.x + 0.2));

    assertThat(home.drift(reference, moved).driftedColumns()).containsExactly("x");
    assertThat(
            home.drift(reference, moved, drift().falseAlarmRate(0.001).minimalEffect(0.1).build())
                .drifted())
        .isFalse();
  }

  /** Without drift, a comparison at 1 in 20 finds any in one of 20. */
  @Test
  @OnlyLarger
  void keepsTheRateOfFalseAlarms() {
    int pairs = Volume.of(25, 200, 10_000);
    int alarms = 0;
    for (int i = 0; i < pairs; i++) {
      DatasetDrift drift =
          home.drift(
              version(300, cells -> cells),
              version(100, cells -> cells),
              drift().falseAlarmRate(0.05).build());
      alarms += drift.drifted() ? 1 : 0;
    }
    double expected = 0.05 * pairs;
    assertThat((double) alarms).isLessThanOrEqualTo(expected + 3 * Math.sqrt(expected));
  }

  @Test
  void comparesWhatBothHave() {
    DatasetVersion reference = version(500, cells -> cells);
    DatasetVersion other =
        home.datasets()
            .dataset("other")
            .snapshot(Sources.csv("x.csv", Content.of("x,z\n" + "0.5,1\n".repeat(60))))
            .schema(
                Schema.builder().column("x", DataType.FLOAT64).column("z", DataType.INT64).build())
            .commit();

    assertThat(home.drift(reference, other).uncompared())
        .containsExactly("row", "y", "zero", "kind", "land", "z");
    assertThat(home.drift(reference, other).driftedColumns()).containsExactly("x");
    assertThat(home.drift(other, reference).driftedColumns()).containsExactly("x");
  }

  @Test
  void rejectsTooFewRowsAndPromisesOverTime() {
    DatasetVersion reference = version(50, cells -> cells);
    DatasetVersion few = version(49, cells -> cells);

    assertThatThrownBy(() -> home.drift(reference, few))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot compare rides:2: it has 49 rows (needs at least 50)");
    assertThatThrownBy(() -> home.drift(reference, reference, drift().build()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot compare datasets: the drift monitor promises ");
    assertThat(home.drift(reference, reference).drifted()).isFalse();
  }
}
