package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.time.Instant;
import java.util.List;
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

  private record Unsupported(double temp, Instant time) {}

  private record Boxed(Double temp) {}

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
            Column.of("flag", DataType.INT64),
            Column.of("text", DataType.STRING),
            Column.of("season", DataType.STRING));
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
            "Invalid component time of %s: java.time.Instant"
                + " (must be a primitive number, a boolean, a text or an enum)",
            Unsupported.class.getName());
    assertThatThrownBy(() -> Columns.of(Boxed.class))
        .hasMessageStartingWith("Invalid component temp of ")
        .hasMessageContaining(": java.lang.Double (");
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
