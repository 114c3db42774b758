package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final Column TEMP = Column.of("temp", DataType.FLOAT64);
  private static final Column DAY = Column.of("day", DataType.STRING);
  private static final Schema SCHEMA = new Schema(List.of(TEMP, DAY));

  record Ride(double temp, String day) {}

  @Test
  void findsColumnsByName() {
    assertThat(SCHEMA.find("day")).hasValue(1);
    assertThat(SCHEMA.find("rain")).isEmpty();
    assertThat(SCHEMA.indexOf("temp")).isZero();
    assertThat(SCHEMA.names()).isEqualTo("temp, day");
  }

  @Test
  void saysWhichColumnsThereAre() {
    assertThatThrownBy(() -> SCHEMA.indexOf("rain"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Column does not exist: rain (there are temp, day)");
  }

  @Test
  void readsARecordClass() {
    assertThat(Schema.of(Ride.class)).isEqualTo(SCHEMA);
  }

  @Test
  void addsAColumn() {
    Schema more = SCHEMA.with("rides", DataType.INT64);

    assertThat(more.columns()).containsExactly(TEMP, DAY, Column.of("rides", DataType.INT64));
    assertThat(SCHEMA.columns()).containsExactly(TEMP, DAY);
    assertThatThrownBy(() -> SCHEMA.with("temp", DataType.INT64))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: column temp twice");
  }

  @Test
  void addsALabelThatIsNotThereAtServing() {
    Schema more = SCHEMA.label("rides", DataType.INT64);

    assertThat(more.withRole(ColumnRole.LABEL)).extracting(Column::name).containsExactly("rides");
    assertThat(more.in(Environment.SERVING)).isEqualTo(SCHEMA);
    assertThat(more.in(Environment.TRAINING)).isEqualTo(more);
  }

  @Test
  void changesAColumnAtItsPlace() {
    Schema changed = SCHEMA.change("temp", column -> column.unit("°C"));

    assertThat(changed.columns().get(0).unit()).isEqualTo("°C");
    assertThat(changed.columns().get(1)).isEqualTo(DAY);
    assertThat(SCHEMA.columns().get(0)).isEqualTo(TEMP);
    assertThatThrownBy(() -> SCHEMA.change("rain", column -> column))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void isBuiltColumnByColumn() {
    assertThat(Schema.builder().column(TEMP).column("day", DataType.STRING).build())
        .isEqualTo(SCHEMA)
        .hasSameHashCodeAs(SCHEMA)
        .hasToString("Schema[temp FLOAT64, day STRING]");
    assertThatThrownBy(() -> Schema.builder().column(TEMP).column(TEMP).build())
        .hasMessage("Invalid schema: column temp twice");
  }

  @Test
  void keepsItsOwnCopy() {
    List<Column> columns = new ArrayList<>(List.of(TEMP));
    Schema schema = new Schema(columns);
    columns.add(DAY);

    assertThat(schema.columns()).containsExactly(TEMP).isUnmodifiable();
  }

  @Test
  void needsAColumn() {
    assertThatThrownBy(() -> new Schema(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: no columns (needs at least 1)");
  }

  @Test
  void countsTheNumbersOfACell() {
    assertThat(TEMP.cells()).isEqualTo(1);
    assertThat(Column.tensor("image", 1, 28, 28).cells()).isEqualTo(784);
    assertThat(Column.tensor("image", 1 << 14, 1 << 14).cells()).isEqualTo(1 << 28);
  }

  @Test
  void refusesShapesThatDoNotFitTheType() {
    assertThatThrownBy(() -> Column.builder("temp", DataType.FLOAT64).shape(List.of(2)).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid column temp: shape [2] for type FLOAT64 (tensors have a shape, others none)");
    assertThatThrownBy(() -> Column.of("image", DataType.TENSOR))
        .hasMessage(
            "Invalid column image: shape [] for type TENSOR (tensors have a shape, others none)");
  }

  @Test
  void refusesShapesThatNoMemoryHolds() {
    assertThatThrownBy(() -> Column.tensor("image", 28, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid shape of column image: [28, 0] (dimensions must be positive)");
    assertThatThrownBy(() -> Column.tensor("image", 28, -1))
        .hasMessage("Invalid shape of column image: [28, -1] (dimensions must be positive)");
    assertThatThrownBy(() -> Column.tensor("image", 1 << 30, 1 << 30, 1 << 30))
        .hasMessage(
            "Invalid shape of column image: [1073741824, 1073741824, 1073741824]"
                + " (at most 2^28 numbers)");
  }

  @Test
  void refusesNamesThatHide() {
    assertThatThrownBy(() -> Column.of("te\u200Bmp", DataType.FLOAT64))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(
            "Invalid column name: 'te\\u200bmp'"
                + " (must not hold slashes, control or invisible characters); choose another one,"
                + " and call rename(\"te\\u200bmp\", …) on the source if its files have this one");
    assertThatThrownBy(() -> Column.of(" ", DataType.FLOAT64))
        .hasMessage("Invalid column name: ' ' (must not be empty)");
  }
}
