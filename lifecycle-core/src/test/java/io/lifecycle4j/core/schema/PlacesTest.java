package io.lifecycle4j.core.schema;

import static io.lifecycle4j.schema.DataType.FLOAT64;
import static io.lifecycle4j.schema.DataType.INT64;
import static io.lifecycle4j.schema.DataType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Schema rows =
      new Schema(
          List.of(
              Column.of("label", STRING), Column.of("temp", INT64), Column.tensor("image", 1, 2)));

  @Test
  void findsColumnsByNameWhateverTheirPlace() {
    Schema wanted = new Schema(List.of(Column.tensor("image", 1, 2), Column.of("temp", FLOAT64)));
    assertThat(Places.of(wanted, rows)).containsExactly(2, 1);
  }

  @Test
  void refusesAMissingColumn() {
    assertThatThrownBy(() -> Places.of(new Schema(List.of(Column.of("wind", FLOAT64))), rows))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: no column wind (there are label, temp, image)");
  }

  @Test
  void refusesAnotherTypeOrShape() {
    assertThatThrownBy(() -> Places.of(new Schema(List.of(Column.of("label", FLOAT64))), rows))
        .hasMessage("Invalid rows: column label is STRING (must be FLOAT64)");
    assertThatThrownBy(() -> Places.of(new Schema(List.of(Column.tensor("image", 2))), rows))
        .hasMessage("Invalid rows: column image is TENSOR [1, 2] (must be TENSOR [2])");
  }
}
