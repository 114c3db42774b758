package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named column of a dataset or of an input, with the constraints on its cells.
 *
 * <p>Immutable. Two columns are equal if all their parts are equal.
 *
 * <pre>{@code
 * Column.builder("temp", FLOAT64).unit("°C").nullable().description("mean of the day").build()
 * }</pre>
 */
public final class Column {
  private static final Set<Environment> EVERYWHERE =
      Collections.unmodifiableSet(EnumSet.allOf(Environment.class));
  private static final Set<Environment> ONLY_TRAINING =
      Collections.unmodifiableSet(EnumSet.of(Environment.TRAINING));

  private final String name;
  private final DataType type;
  private final List<Integer> shape;
  private final boolean nullable;
  private final List<String> categories;
  private final String unit;
  private final ColumnRole role;
  private final Set<Environment> environments;
  private final boolean isPrivate;
  private final String description;

  Column(ColumnBuilder parts) {
    name = parts.name;
    type = parts.type;
    shape = parts.shape;
    nullable = parts.nullable;
    categories = parts.categories;
    unit = parts.unit;
    role = parts.role;
    environments = parts.environments == null ? usual(role) : parts.environments;
    isPrivate = parts.isPrivate;
    description = parts.description;
  }

  /**
   * Returns a feature without missing cells.
   *
   * @param name the name
   * @param type the type of its cells, not a tensor
   * @return the column
   */
  public static Column of(String name, DataType type) {
    return builder(name, type).build();
  }

  /**
   * Returns a column of tensors.
   *
   * @param name the name
   * @param shape the dimensions, outermost first
   * @return the column
   */
  public static Column tensor(String name, Integer... shape) {
    return builder(name, DataType.TENSOR)
        .shape(Arrays.asList(required(shape, "shape of column " + name)))
        .build();
  }

  /**
   * Returns a builder for a column, by default a feature without missing cells.
   *
   * @param name the name
   * @param type the type of its cells
   * @return a builder
   */
  public static ColumnBuilder builder(String name, DataType type) {
    return new ColumnBuilder(name, type);
  }

  /**
   * Returns a builder for a variation of this column. A label that is changed to a feature is also
   * present in serving.
   *
   * @return a builder with all parts of this column
   */
  public ColumnBuilder toBuilder() {
    ColumnBuilder parts = new ColumnBuilder(name, type);
    parts.shape = shape;
    parts.nullable = nullable;
    parts.categories = categories;
    parts.unit = unit;
    parts.role = role;
    parts.environments = environments.equals(usual(role)) ? null : environments;
    parts.isPrivate = isPrivate;
    parts.description = description;
    return parts;
  }

  /** Returns the default environments of a role. */
  private static Set<Environment> usual(ColumnRole role) {
    return role == ColumnRole.LABEL || role == ColumnRole.WEIGHT ? ONLY_TRAINING : EVERYWHERE;
  }

  /**
   * Returns the name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the type of its cells.
   *
   * @return the type
   */
  public DataType type() {
    return type;
  }

  /**
   * Returns the dimensions of a tensor.
   *
   * @return the dimensions, outermost first; empty for every other type
   */
  public List<Integer> shape() {
    return shape;
  }

  /**
   * Returns how many numbers a cell contains.
   *
   * @return the product of the shape for a tensor, 1 for every other type
   */
  public int cells() {
    int cells = 1;
    for (int dimension : shape) {
      cells *= dimension;
    }
    return cells;
  }

  /**
   * Returns whether cells may be missing.
   *
   * @return false if every row must have a value; {@link ColumnBuilder#nullable} describes how a
   *     missing value is handled
   */
  public boolean isNullable() {
    return nullable;
  }

  /**
   * Returns the only texts that cells may contain.
   *
   * @return the texts in the order in which they were set; empty if every text is allowed
   */
  public List<String> categories() {
    return categories;
  }

  /**
   * Returns the unit of measurement, {@code °C} for instance.
   *
   * @return the unit, empty if none is set
   */
  public String unit() {
    return unit;
  }

  /**
   * Returns the role of the column.
   *
   * @return the role
   */
  public ColumnRole role() {
    return role;
  }

  /**
   * Returns the environments that have the column.
   *
   * @return the environments whose rows have it, at least one
   */
  public Set<Environment> environments() {
    return environments;
  }

  /**
   * Returns whether rows of an environment have the column.
   *
   * @param environment the environment
   * @return true if they have it
   */
  public boolean isIn(Environment environment) {
    return environments.contains(required(environment, "environment"));
  }

  /**
   * Returns whether cells are personal or secret, so that reports and logs must not show them.
   *
   * @return true if they must not be shown
   */
  public boolean isPrivate() {
    return isPrivate;
  }

  /**
   * Returns the description of the column.
   *
   * @return the text, empty if none is set
   */
  public String description() {
    return description;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Column column
        && name.equals(column.name)
        && type == column.type
        && promises().equals(column.promises());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, promises());
  }

  private List<Object> promises() {
    return List.of(shape, nullable, categories, unit, role, environments, isPrivate, description);
  }

  /** Returns the name, the type and the parts that differ from the defaults. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of(name, type.name()));
    add(parts, !shape.isEmpty(), shape);
    add(parts, nullable, "nullable");
    add(parts, !categories.isEmpty(), "one of " + categories);
    add(parts, !unit.isEmpty(), "in " + unit);
    add(parts, role != ColumnRole.FEATURE, role);
    add(parts, !environments.equals(usual(role)), "only " + environments);
    add(parts, isPrivate, "private");
    return String.join(" ", parts);
  }

  private static void add(List<String> parts, boolean unusual, Object part) {
    if (unusual) {
      parts.add(part.toString());
    }
  }
}
