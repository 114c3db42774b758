package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A column with the value that selects the rows of a slice. Not thread-safe. */
public final class SliceColumn {
  /** The number of names or values that a message shows. */
  private static final int SHOWN = 5;

  /** The number of values that are kept to find the one that was probably meant. */
  private static final int KEPT = 100;

  private final Column column;
  private final int place;
  private final String value;
  private final Set<String> others = new TreeSet<>();
  private boolean found;

  SliceColumn(Schema schema, String name, String value) {
    this.place = schema.indexOf(name);
    this.column = schema.column(place);
    this.value = value;
  }

  /** Returns why no slice can be selected by a column; empty if one can. */
  public static Optional<String> problem(String name, Schema schema) {
    if (schema.find(name).isPresent()) {
      return problem(schema.column(schema.indexOf(name)));
    }
    List<String> names = schema.columns().stream().map(Column::name).toList();
    return Optional.of(
        "column does not exist: "
            + name
            + " ("
            + meant(name, names)
            + "there are "
            + some(names)
            + ")");
  }

  private static Optional<String> problem(Column column) {
    if (column.isPrivate()) {
      return Optional.of(
          "the values of " + column.name() + " are private (a verdict would show them)");
    }
    return column.type() == DataType.TENSOR
        ? Optional.of(
            "column " + column.name() + " is TENSOR (must be text, a number, a time or boolean)")
        : Optional.empty();
  }

  /**
   * Returns the values of a column.
   *
   * @throws NotFoundException if it does not exist, is private, or has many values
   */
  static Set<String> values(String name, Rows rows) {
    Schema schema = rows.schema();
    problem(name, schema).ifPresent(SliceColumn::refuse);
    int place = schema.indexOf(name);
    Column column = schema.column(place);
    Set<String> values = new TreeSet<>();
    rows.forEach(
        row -> {
          if (values.size() <= KEPT) {
            values.add(ShownCell.inFull(column, row, place));
          }
        });
    if (values.size() > KEPT) {
      refuse(name + " has more than " + KEPT + " values (group by a column that has fewer)");
    }
    return values;
  }

  private static void refuse(String why) {
    throw new NotFoundException(why);
  }

  private static String meant(String name, Collection<String> among) {
    return SimilarNames.find(name, among)
        .map(other -> "did you mean " + ShownCell.line(other) + "? ")
        .orElse("");
  }

  private static String some(Collection<String> names) {
    return names.stream().limit(SHOWN).map(ShownCell::line).collect(Collectors.joining(", "))
        + (names.size() > SHOWN ? ", …" : "");
  }

  boolean matches(Row row) {
    String text = ShownCell.inFull(column, row, place); // as Subject.Slice describes it
    boolean matches = text.equals(value);
    found |= matches;
    if (!found && !text.isEmpty() && others.size() < KEPT) {
      others.add(text);
    }
    return matches;
  }

  /** Returns whether a row had the value. */
  boolean found() {
    return found;
  }

  /** Describes the values that the rows have instead. */
  String values() {
    return others.isEmpty()
        ? column.name() + " has no values"
        : instead(column.name(), value, others);
  }

  /** Describes the values that a column has instead of another one. */
  public static String instead(String column, String value, Collection<String> others) {
    return meant(value, others) + "values of " + column + ": " + some(others);
  }
}
