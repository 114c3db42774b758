package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidNameException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a column. Setting a part twice is an error. Not thread-safe. */
public final class ColumnBuilder {
  private static final int MAX_CELLS = 1 << 28;
  private static final int MAX_UNIT = 64;
  private static final int MAX_SHOWN = 60;

  private final Set<String> given = new HashSet<>();
  final String name;
  DataType type;
  List<Integer> shape = List.of();
  boolean nullable;
  List<String> categories = List.of();
  String unit = "";
  ColumnRole role = ColumnRole.FEATURE;
  @Nullable Set<Environment> environments;
  boolean isPrivate;
  String description = "";

  ColumnBuilder(String name, DataType type) {
    this.name = checked(name);
    this.type = required(type, "type of column " + name);
  }

  private static String checked(String name) {
    try {
      return checkName("column", name);
    } catch (InvalidNameException e) {
      if (name == null || name.isBlank()) {
        throw e;
      }
      throw new InvalidNameException(
          e.getMessage()
              + "; choose another one, and call rename(\""
              + name.substring(0, Math.min(name.length(), MAX_SHOWN))
              + "\", …) on the source if its files have this one");
    }
  }

  /**
   * Changes the type.
   *
   * @param cells the type of its cells
   * @return this builder
   */
  public ColumnBuilder type(DataType cells) {
    once("type");
    type = required(cells, "type of column " + name);
    return this;
  }

  /**
   * Sets the dimensions; required for a tensor.
   *
   * @param dimensions the dimensions, outermost first, of at most 2<sup>28</sup> numbers
   * @return this builder
   */
  public ColumnBuilder shape(List<Integer> dimensions) {
    once("shape");
    shape = copy(dimensions, "shape of column " + name);
    return this;
  }

  /**
   * Allows missing cells. Default: every row must have a value, and data with a missing cell are
   * rejected; a request with a missing cell is passed to the preprocessing. A tensor is never
   * missing.
   *
   * @return this builder
   */
  public ColumnBuilder nullable() {
    once("nullability");
    nullable = true;
    return this;
  }

  /**
   * Requires a value in each cell, as in a new column; {@link #nullable} describes how a missing
   * value is handled.
   *
   * @return this builder
   */
  public ColumnBuilder notNullable() {
    once("nullability");
    nullable = false;
    return this;
  }

  /**
   * Restricts the texts of a {@link DataType#CATEGORICAL} column. Default: every text is allowed.
   *
   * @param texts the only texts that cells may contain, all different and none empty; no texts
   *     remove the restriction
   * @return this builder
   */
  public ColumnBuilder categories(List<String> texts) {
    once("categories");
    categories = copy(texts, "categories of column " + name);
    check(
        !categories.contains("") && new HashSet<>(categories).size() == categories.size(),
        "Invalid categories of column %s: %s (must be different and not empty)",
        name,
        categories);
    return this;
  }

  /**
   * Sets the unit of measurement. Default: unknown.
   *
   * @param text {@code °C} or {@code USD} for instance, at most 64 characters
   * @return this builder
   */
  public ColumnBuilder unit(String text) {
    once("unit");
    unit = required(text, "unit of column " + name);
    check(
        unit.length() <= MAX_UNIT,
        "Invalid unit of column %s: %s characters (must be at most %s)",
        name,
        unit.length(),
        MAX_UNIT);
    return this;
  }

  /**
   * Sets the role of the column. Default: a feature.
   *
   * @param purpose the role
   * @return this builder
   */
  public ColumnBuilder role(ColumnRole purpose) {
    once("role");
    role = required(purpose, "role of column " + name);
    return this;
  }

  /**
   * Sets the environments that have the column. Default: all, but labels and weights only in
   * training.
   *
   * @param all the environments, at least one
   * @return this builder
   */
  public ColumnBuilder environments(Set<Environment> all) {
    once("environments");
    required(all, "environments of column " + name);
    check(!all.isEmpty(), "Invalid environments of column %s: none (needs at least 1)", name);
    environments = Collections.unmodifiableSet(EnumSet.copyOf(all));
    return this;
  }

  /**
   * Marks cells as personal or secret, so that reports, profiles, logs and messages show no cell.
   * Default: not.
   *
   * <p>The profile of such a column contains only aggregates: the number of rows and of missing,
   * zero and different values, mean, deviation and shape. It has no range, histogram or quantiles,
   * and only hashes and counts of texts; by hashing a guessed text, a reader can find out whether
   * it occurs. Rules are evaluated on all values, but their results do not show them.
   *
   * <p>A model still stores what it needs of every column: what steps learned, such as the
   * categories of a one-hot column, some rows to test it with, and the range and histogram of
   * inputs for drift monitoring.
   *
   * @return this builder
   */
  public ColumnBuilder asPrivate() {
    once("privacy");
    isPrivate = true;
    return this;
  }

  /**
   * Sets the description of the column. Default: none.
   *
   * @param text any text
   * @return this builder
   */
  public ColumnBuilder description(String text) {
    once("description");
    description = required(text, "description of column " + name);
    return this;
  }

  /**
   * Returns the column.
   *
   * @return the column
   * @throws io.lifecycle4j.error.InvalidValueException if a part is incompatible with the type or
   *     role
   */
  public Column build() {
    check(
        (type == DataType.TENSOR) != shape.isEmpty(),
        "Invalid column %s: shape %s for type %s (tensors have a shape, others none)",
        name,
        shape,
        type);
    checkCells();
    refuse(nullable && type == DataType.TENSOR, "nullable");
    refuse(!categories.isEmpty() && type != DataType.CATEGORICAL, "with categories");
    refuse(!unit.isEmpty() && type.isText(), "with a unit");
    boolean amount = type == DataType.FLOAT64 || type == DataType.INT64;
    refuse(role == ColumnRole.WEIGHT && !amount, "as a weight");
    return new Column(this);
  }

  private void checkCells() {
    long cells = 1;
    for (int dimension : shape) {
      check(
          dimension > 0,
          "Invalid shape of column %s: %s (dimensions must be positive)",
          name,
          shape);
      cells *= dimension;
      check(
          cells <= MAX_CELLS, "Invalid shape of column %s: %s (at most 2^28 numbers)", name, shape);
    }
  }

  private void refuse(boolean wrong, String what) {
    check(!wrong, "Invalid column %s: %s %s (is not allowed)", name, type, what);
  }

  private void once(String part) {
    checkUnset(!given.add(part), "column " + name, part);
  }
}
