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
   * Sets another type than the builder began with.
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
   * Sets the dimensions of a tensor, which needs them.
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
   * Lets cells be missing. Default: every row has a value, and data with a missing cell get no
   * version; a request with one is let through to the preprocessing. A tensor is never missing.
   *
   * @return this builder
   */
  public ColumnBuilder nullable() {
    once("nullability");
    nullable = true;
    return this;
  }

  /**
   * Expects a value in each cell, as in a new column; {@link #nullable} says what becomes of a
   * missing one.
   *
   * @return this builder
   */
  public ColumnBuilder notNullable() {
    once("nullability");
    nullable = false;
    return this;
  }

  /**
   * Closes the set of texts of a {@link DataType#CATEGORICAL} column. Default: open.
   *
   * @param texts the only texts that cells may hold, all different and none empty; no texts leave
   *     the set open
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
   * Says what one is of the numbers. Default: nothing is known.
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
   * Says what the column is for. Default: a feature.
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
   * Says where rows have the column. Default: everywhere, but labels and weights are only there in
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
   * <p>The profile of a version keeps of such a column what all rows make together: how many rows,
   * missing, zero and different values, mean, deviation and shape. It has no range, histogram and
   * quantiles, and of texts the hashes and how often they come; who guesses a text can tell whether
   * it is there. Rules are judged by all values, and their results do not show them.
   *
   * <p>What a model needs is kept with it whatever the column: what steps learned, the categories
   * of a one-hot column for instance, some rows to test it by, and range and histogram of the
   * inputs that are watched for drift.
   *
   * @return this builder
   */
  public ColumnBuilder asPrivate() {
    once("privacy");
    isPrivate = true;
    return this;
  }

  /**
   * Says what a person should know about the column. Default: nothing.
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
   * @throws io.lifecycle4j.error.InvalidValueException if a part does not fit the type or role
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
