package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.NotFoundException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a data set, in order.
 *
 * @param columns the columns, at least one, with different names
 */
public record Schema(List<Column> columns) {
  /** Checks the columns. */
  public Schema {
    columns = copy(columns, "columns");
    check(!columns.isEmpty(), "Invalid schema: no columns (needs at least 1)");
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      check(names.add(column.name()), "Invalid schema: column %s twice", column.name());
    }
  }

  /**
   * Returns the schema of a record class: a column for each component. Numbers become {@link
   * DataType#FLOAT64} or {@link DataType#INT64}, booleans {@link DataType#INT64} (0 or 1), texts
   * and enums {@link DataType#STRING}.
   *
   * @param type the record class
   * @return the schema
   */
  public static Schema of(Class<? extends Record> type) {
    return Columns.of(required(type, "record class")).schema();
  }

  /**
   * Adds a column, the label for instance.
   *
   * @param name the name
   * @param type the type of its cells
   * @return a schema with one more column
   * @throws io.lifecycle4j.error.InvalidValueException if there is such a column already
   */
  public Schema with(String name, DataType type) {
    List<Column> more = new ArrayList<>(columns);
    more.add(Column.of(name, type));
    return new Schema(more);
  }

  /**
   * Finds a column by name.
   *
   * @param name the name
   * @return its place, from 0, or empty when there is none
   */
  public OptionalInt find(String name) {
    required(name, "column name");
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns the place of a column.
   *
   * @param name the name
   * @return its place, from 0
   * @throws NotFoundException if there is no such column
   */
  public int indexOf(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Column does not exist: " + name + " (there are " + names() + ")"));
  }

  /**
   * Returns the names of the columns.
   *
   * @return the names, in order, joined by commas
   */
  public String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
