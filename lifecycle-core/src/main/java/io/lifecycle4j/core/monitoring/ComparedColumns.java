package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The columns in which two dataset versions are compared.
 *
 * @param schema those that both have; not times and ids, which differ without drift
 * @param others the names of all others
 */
record ComparedColumns(Schema schema, List<String> others) {
  static ComparedColumns of(Schema reference, Schema version) {
    List<Column> both = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Column column : reference.columns()) {
      if (isComparable(column) && isIn(version, column)) {
        both.add(column);
      } else {
        others.add(column.name());
      }
    }
    Stream<String> added = version.columns().stream().map(Column::name);
    added.filter(name -> reference.find(name).isEmpty()).forEach(others::add);
    return new ComparedColumns(new Schema(both), List.copyOf(others));
  }

  /** Returns the columns of inputs that a version has as well; not ids, which differ always. */
  static Schema inputs(Schema inputs, Schema version) {
    return new Schema(
        inputs.columns().stream()
            .filter(column -> column.role() != ColumnRole.ID && isIn(version, column))
            .toList());
  }

  private static boolean isComparable(Column column) {
    return column.role() != ColumnRole.TIME
        && column.role() != ColumnRole.ID
        && column.type() != DataType.TIMESTAMP;
  }

  private static boolean isIn(Schema version, Column column) {
    OptionalInt place = version.find(column.name());
    return place.isPresent() && Places.fits(column, version.column(place.getAsInt()));
  }
}
