package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.spi.SchemaWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a dataset or of an input, in order.
 *
 * <p>Immutable. Two schemas are equal if they have equal columns in the same order; see {@link
 * SchemaDiff} for compatibility.
 */
public final class Schema {
  private final List<Column> columns;

  /** The index of each column by name: some datasets have thousands of columns. */
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * Creates a schema.
   *
   * @param columns the columns, at least one, with different names
   */
  public Schema(List<Column> columns) {
    this.columns = copy(columns, "columns");
    check(!columns.isEmpty(), "Invalid schema: no columns (needs at least 1)");
    for (Column column : columns) {
      boolean first = places.putIfAbsent(column.name(), places.size()) == null;
      check(first, "Invalid schema: column %s twice", column.name());
    }
  }

  /**
   * Returns a builder for a schema.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the schema of a record class: a column for each component, as mapped by {@link
   * Columns#of}.
   *
   * @param type the record class
   * @return the schema
   */
  public static Schema of(Class<? extends Record> type) {
    return Columns.of(required(type, "record class")).schema();
  }

  /**
   * Reads what {@link #json()} wrote.
   *
   * @param json the JSON, of any form up to the newest
   * @return the schema
   * @throws io.lifecycle4j.error.CorruptDataException if it is no schema
   */
  public static Schema read(String json) {
    required(json, "JSON");
    return writer().read(json);
  }

  private static SchemaWriter writer() {
    return Preconditions.service(SchemaWriter.class, "read or write a schema");
  }

  /**
   * Writes the schema for a person to review and keep.
   *
   * @return canonical JSON; the same schema has the same text
   */
  public String json() {
    return writer().json(this);
  }

  /**
   * Writes the Java code that builds the schema.
   *
   * @return an expression; constants of the enums of the schema package are imported statically
   */
  public String java() {
    return writer().java(this);
  }

  /**
   * Returns the columns.
   *
   * @return the columns in order, at least one
   */
  public List<Column> columns() {
    return columns;
  }

  /**
   * Returns a column by index.
   *
   * @param place the index, from 0
   * @return the column
   * @throws io.lifecycle4j.error.InvalidValueException if there is none
   */
  public Column column(int place) {
    if (place < 0 || place >= columns.size()) {
      throw new InvalidValueException(
          "Invalid column: " + place + " (there are " + columns.size() + ", from 0)");
    }
    return columns.get(place);
  }

  /**
   * Adds a feature without missing cells.
   *
   * @param name the name
   * @param type the type of its cells
   * @return a schema with the column added
   * @throws io.lifecycle4j.error.InvalidValueException if there is already a column of this name
   */
  public Schema with(String name, DataType type) {
    return with(Column.of(name, type));
  }

  /**
   * Adds a column.
   *
   * @param column the column
   * @return a schema with the column added
   * @throws io.lifecycle4j.error.InvalidValueException if there is already a column of this name
   */
  public Schema with(Column column) {
    List<Column> more = new ArrayList<>(columns);
    more.add(required(column, "column"));
    return new Schema(more);
  }

  /**
   * Adds a label without missing cells, which rows have only in training.
   *
   * @param name the name
   * @param type the type of its cells
   * @return a schema with the column added
   * @throws io.lifecycle4j.error.InvalidValueException if there is already a column of this name
   */
  public Schema label(String name, DataType type) {
    return with(Column.builder(name, type).role(ColumnRole.LABEL).build());
  }

  /**
   * Changes a column, such as {@code change("day", column -> column.role(TIME))}.
   *
   * @param name the name
   * @param change changes a builder with all parts of the column
   * @return a schema with the changed column at the same index
   * @throws NotFoundException if there is no such column
   */
  public Schema change(String name, UnaryOperator<ColumnBuilder> change) {
    required(change, "change");
    int place = indexOf(name);
    List<Column> changed = new ArrayList<>(columns);
    changed.set(
        place, required(change.apply(changed.get(place).toBuilder()), "changed column").build());
    return new Schema(changed);
  }

  /**
   * Returns the columns that rows of an environment have.
   *
   * @param environment the environment
   * @return a schema of those columns
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such column
   */
  public Schema in(Environment environment) {
    return new Schema(columns.stream().filter(column -> column.isIn(environment)).toList());
  }

  /**
   * Finds the columns of a role.
   *
   * @param role the role
   * @return the columns in order; empty if there are none
   */
  public List<Column> withRole(ColumnRole role) {
    required(role, "role");
    return columns.stream().filter(column -> column.role() == role).toList();
  }

  /**
   * Finds a column by name.
   *
   * @param name the name
   * @return the index, from 0, or empty if there is none
   */
  public OptionalInt find(String name) {
    required(name, "column name");
    Integer place = places.get(name);
    return place == null ? OptionalInt.empty() : OptionalInt.of(place);
  }

  /**
   * Returns the index of a column.
   *
   * @param name the name
   * @return the index, from 0
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema schema && columns.equals(schema.columns);
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }

  @Override
  public String toString() {
    return "Schema" + columns;
  }

  /** Builds a schema. Not thread-safe. */
  public static final class Builder {
    private final List<Column> columns = new ArrayList<>();

    private Builder() {}

    /**
     * Appends a column.
     *
     * @param column the column
     * @return this builder
     */
    public Builder column(Column column) {
      columns.add(required(column, "column"));
      return this;
    }

    /**
     * Adds a feature without missing cells.
     *
     * @param name the name
     * @param type the type of its cells
     * @return this builder
     */
    public Builder column(String name, DataType type) {
      return column(Column.of(name, type));
    }

    /**
     * Returns the schema.
     *
     * @return the schema
     * @throws io.lifecycle4j.error.InvalidValueException if there is no column, or two have the
     *     same name
     */
    public Schema build() {
      return new Schema(columns);
    }
  }
}
