package io.lifecycle4j.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetDriftTest {
  private static final VersionRef OLD = version(1);
  private static final VersionRef NEW = version(2);

  private static VersionRef version(int number) {
    return new VersionRef("rides", number, BlobId.of(new byte[32]));
  }

  private static DatasetDrift.Builder compared() {
    return DatasetDrift.builder(OLD, 1_600, NEW, 2_000, 0.001);
  }

  private static ColumnDrift column(String name, Verdict verdict) {
    return ColumnDrift.builder(
            Divergence.builder(name, 2.5e-7, "mean 10 -> 12").effect(0.31).build(), 1e-6, verdict)
        .build();
  }

  @Test
  void namesWhatDriftedAndWhatWasNotCompared() {
    DatasetDrift drift =
        compared()
            .columns(List.of(column("temp", Verdict.DRIFT), column("wind", Verdict.NO_DRIFT)))
            .suspects(List.of("temp"))
            .uncompared(List.of("date"))
            .build();

    assertThat(drift.drifted()).isTrue();
    assertThat(drift.driftedColumns()).containsExactly("temp");
    assertThat(drift.suspects()).containsExactly("temp");
    assertThat(drift.together()).isEmpty();
    assertThat(drift.summary().lines())
        .containsExactly(
            NEW + " (2,000 rows) beside " + OLD + " (1,600 rows): DRIFT in 1 of 2 columns",
            "  temp: mean 10 -> 12 (effect 0.31, p 1.0e-06)",
            "  not compared: [date]");
    assertThat(drift).hasToString(drift.summary());
  }

  @Test
  void driftsAsAWholeAlthoughNoColumnDoes() {
    DatasetDrift drift =
        compared()
            .columns(List.of(column("temp", Verdict.NO_DRIFT)))
            .together(column("all columns", Verdict.DRIFT))
            .build();

    assertThat(drift.drifted()).isTrue();
    assertThat(drift.driftedColumns()).isEmpty();
    assertThat(drift.summary())
        .contains(": DRIFT of all columns together")
        .contains("  all columns together: mean 10 -> 12 (effect 0.31, p 1.0e-06)");
    assertThat(compared().build().summary()).endsWith(": no drift");
  }

  @Test
  void showsTheFirstTenColumns() {
    List<ColumnDrift> twelve =
        IntStream.range(0, 12).mapToObj(i -> column("c" + i, Verdict.DRIFT)).toList();

    assertThat(compared().columns(twelve).build().summary())
        .contains("DRIFT in 12 of 12 columns", "  c9: ", "  and 2 more")
        .doesNotContain("  c10: ");
  }

  @Test
  void isAValue() {
    assertThat(compared().suspects(List.of("temp")).build())
        .isEqualTo(compared().suspects(List.of("temp")).build())
        .hasSameHashCodeAs(compared().suspects(List.of("temp")).build())
        .isNotEqualTo(compared().build());
    assertThat(compared().build())
        .satisfies(
            drift -> {
              assertThat(drift.reference()).isEqualTo(OLD);
              assertThat(drift.version()).isEqualTo(NEW);
              assertThat(drift.referenceRows()).isEqualTo(1_600);
              assertThat(drift.rows()).isEqualTo(2_000);
              assertThat(drift.level()).isEqualTo(0.001);
              assertThat(drift.uncompared()).isEmpty();
            });
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> DatasetDrift.builder(OLD, -1, NEW, 5, 0.5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift of a dataset: -1 rows (must not be negative)");
    assertThatThrownBy(() -> DatasetDrift.builder(OLD, 1, NEW, 5, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be above 0 and below 1");
    assertThatThrownBy(() -> compared().suspects(List.of()).suspects(List.of()))
        .hasMessage("Invalid drift of a dataset: suspects set twice");
  }
}
