package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordColumnsTest {
  private enum Season {
    SUMMER,
    WINTER {
      @Override
      public String toString() {
        return "cold";
      }
    }
  }

  private record Everything(
      double real,
      float single,
      long big,
      int whole,
      short small,
      byte tiny,
      boolean flag,
      @Nullable String text,
      @Nullable Season season) {}

  private record Unsupported(double temp, UUID id) {}

  private record Wrapped(Optional<UUID> id) {}

  private record Maybe(
      Double real,
      Integer whole,
      OptionalDouble ratio,
      OptionalLong count,
      OptionalInt visits,
      Boolean flag,
      Optional<String> text,
      Optional<Season> season,
      Optional<Instant> seen,
      @Nullable Instant left) {}

  private record Times(Instant instant, LocalDateTime local, LocalDate date, String text) {}

  private record Letter(char letter) {}

  private record Nothing() {}

  @SuppressWarnings("UnusedMethod") // called through method handles
  private record Failing(double temp, String day) {
    @Override
    public double temp() {
      throw new IllegalStateException("sensor is off");
    }

    @Override
    public String day() {
      throw new IllegalStateException("no calendar");
    }
  }

  private static final Everything EVERYTHING =
      new Everything(
          1.5, 0.25f, 1L << 53, -7, (short) 300, (byte) -128, true, "mon", Season.WINTER);

  @Test
  void hasAColumnForEachComponent() {
    assertThat(Columns.of(Everything.class).schema().columns())
        .containsExactly(
            Column.of("real", DataType.FLOAT64),
            Column.of("single", DataType.FLOAT64),
            Column.of("big", DataType.INT64),
            Column.of("whole", DataType.INT64),
            Column.of("small", DataType.INT64),
            Column.of("tiny", DataType.INT64),
            Column.of("flag", DataType.BOOLEAN),
            Column.builder("text", DataType.STRING).nullable().build(),
            Column.builder("season", DataType.CATEGORICAL)
                .categories(List.of("SUMMER", "WINTER"))
                .nullable()
                .build());
    assertThat(Columns.of(Everything.class).type()).isEqualTo(Everything.class);
  }

  @Test
  void readsEveryTypeOfComponent() {
    Row row = Columns.of(Everything.class).row(EVERYTHING);

    assertThat(List.of(row.number(0), row.number(1), row.number(2), row.number(3)))
        .containsExactly(1.5, 0.25, 9007199254740992.0, -7.0);
    assertThat(List.of(row.number(4), row.number(5), row.number(6)))
        .containsExactly(300.0, -128.0, 1.0);
    assertThat(row.text(7)).isEqualTo("mon");
    assertThat(row.text(8)).isEqualTo("WINTER");
  }

  @Test
  void readsWhatIsMissing() {
    Row row =
        Columns.of(Everything.class)
            .row(new Everything(Double.NaN, 0, 0, 0, (short) 0, (byte) 0, false, null, null));

    assertThat(row.number(0)).isNaN();
    assertThat(row.number(6)).isZero();
    assertThat(row.text(7)).isEmpty();
    assertThat(row.text(8)).isEmpty();
  }

  @Test
  void letsBoxedOptionalAndMarkedComponentsBeMissing() {
    Columns<Maybe> columns = Columns.of(Maybe.class);

    assertThat(columns.schema().columns()).allMatch(Column::isNullable);
    assertThat(columns.schema().columns())
        .extracting(Column::type)
        .containsExactly(
            DataType.FLOAT64,
            DataType.INT64,
            DataType.FLOAT64,
            DataType.INT64,
            DataType.INT64,
            DataType.BOOLEAN,
            DataType.STRING,
            DataType.CATEGORICAL,
            DataType.TIMESTAMP,
            DataType.TIMESTAMP);
    Row row =
        columns.row(
            new Maybe(
                1.5,
                2,
                OptionalDouble.of(0.5),
                OptionalLong.of(3),
                OptionalInt.of(4),
                true,
                Optional.of("mon"),
                Optional.of(Season.WINTER),
                Optional.of(Instant.ofEpochMilli(5)),
                Instant.ofEpochMilli(-1)));
    assertThat(numbers(row, 0, 1, 2, 3, 4, 5, 8, 9))
        .containsExactly(1.5, 2.0, 0.5, 3.0, 4.0, 1.0, 5.0, -1.0);
    assertThat(row.text(6)).isEqualTo("mon");
    assertThat(row.text(7)).isEqualTo("WINTER");
  }

  @Test
  @SuppressWarnings("NullAway") // what user code does
  void readsMissingObjectsAsMissing() {
    Row row =
        Columns.of(Maybe.class)
            .row(
                new Maybe(
                    null,
                    null,
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    null,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    null));

    assertThat(numbers(row, 0, 1, 2, 3, 4, 5, 8, 9)).containsOnly(Double.NaN);
    assertThat(row.text(6)).isEmpty();
    assertThat(row.text(7)).isEmpty();
  }

  @Test
  void readsTimesAsMillisecondsSince1970() {
    Columns<Times> columns = Columns.of(Times.class);
    Row row =
        columns.row(
            new Times(
                Instant.parse("1969-12-31T23:59:59.9987Z"),
                LocalDateTime.parse("1970-01-01T00:00:01.5"),
                LocalDate.parse("1970-01-03"),
                ""));

    assertThat(columns.schema().columns()).noneMatch(Column::isNullable);
    assertThat(columns.schema().columns().get(0).type()).isEqualTo(DataType.TIMESTAMP);
    assertThat(numbers(row, 0, 1, 2)).containsExactly(-2.0, 1500.0, 2 * 86_400_000.0);
    assertThat(
            numbers(columns.row(new Times(Instant.MAX, LocalDateTime.MAX, LocalDate.MAX, "")), 0))
        .containsExactly(Instant.MAX.getEpochSecond() * 1000.0 + 999);
  }

  private static List<Double> numbers(Row row, int... places) {
    return Arrays.stream(places).mapToObj(row::number).toList();
  }

  @Test
  void passesOnWhatAnAccessorThrows() {
    Row row = Columns.of(Failing.class).row(new Failing(1, "mon"));

    assertThatThrownBy(() -> row.number(0))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("sensor is off");
    assertThatThrownBy(() -> row.text(1))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("no calendar");
  }

  @Test
  void refusesComponentsThatAreNoCells() {
    assertThatThrownBy(() -> Columns.of(Unsupported.class))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid component id of %s: java.util.UUID"
                + " (must be a number, a boolean, a text, an enum, a time, a list of texts, or the"
                + " numbers of a tensor: float[], List<Float> or GrayImage)",
            Unsupported.class.getName());
    assertThatThrownBy(() -> Columns.of(Wrapped.class))
        .hasMessageStartingWith("Invalid component id of ")
        .hasMessageContaining(": java.util.Optional (");
    assertThatThrownBy(() -> Columns.of(Letter.class)).hasMessageContaining(": char (");
  }

  @Test
  void refusesClassesThatAreNoRecords() {
    assertThatThrownBy(() -> Columns.of(String.class))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input type: java.lang.String (must be a record, or use Columns.from)");
    assertThatThrownBy(() -> Columns.of(Nothing.class))
        .hasMessage("Invalid schema: no columns (needs at least 1)");
  }
}
