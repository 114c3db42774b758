package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import org.junit.jupiter.api.Test;

class HeldRowTest {
  /** An input that its owner may change at any time. */
  private static final class Scan {
    private double age = 7;
    private String place = "here";
    private final float[] first = {1, 2};
    private final float[] second = {3};
  }

  private static final Columns<Scan> COLUMNS =
      Columns.from(Scan.class)
          .tensor(Column.tensor("first", 2), (scan, to, at) -> fill(scan.first, to, at))
          .float64("age", scan -> scan.age)
          .string("place", scan -> scan.place)
          .tensor(Column.tensor("second", 1), (scan, to, at) -> fill(scan.second, to, at))
          .build();

  private static void fill(float[] from, float[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
  }

  private final Scan scan = new Scan();
  private final HeldRow.Layout layout = HeldRow.Layout.of(COLUMNS.schema());
  private final HeldRow copy = layout.copy(COLUMNS.row(scan));

  private static void assertUnchanged(Row row) {
    float[] target = new float[4];
    row.tensor(0, target, 1);
    row.tensor(3, target, 3);
    assertThat(target).containsExactly(0, 1, 2, 3);
    assertThat(row.number(1)).isEqualTo(7);
    assertThat(row.text(2)).isEqualTo("here");
  }

  @Test
  void isWhatTheInputWas() {
    scan.age = 8;
    scan.place = "there";
    scan.first[0] = 9;
    scan.second[0] = 9;
    assertUnchanged(copy);
    assertUnchanged(layout.columns().row(copy));
    assertThat(layout.columns().schema()).isEqualTo(COLUMNS.schema());
    assertThat(copy).hasToString(COLUMNS.row(new Scan()).toString());
  }

  @Test
  void knowsHowLargeItIs() {
    assertThat(copy.textBytes()).isEqualTo(8);
    assertThat(layout.bytes()).isBetween(100L, 200L);
  }

  @Test
  void holdsGivenCells() {
    assertUnchanged(HeldRow.of(COLUMNS.schema(), new float[] {1, 2}, 7.0, "here", new float[] {3}));
    assertThatThrownBy(() -> copy.tensor(0, new float[2], 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid target: 2 numbers from 1 (needs room for 2)");
  }

  @Test
  void refusesToReadAnotherType() {
    assertThatThrownBy(() -> copy.number(0)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> copy.text(1)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> copy.tensor(2, new float[1], 0))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> copy.number(4)).isInstanceOf(InvalidValueException.class);
  }
}
