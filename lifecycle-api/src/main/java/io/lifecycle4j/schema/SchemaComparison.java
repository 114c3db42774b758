package io.lifecycle4j.schema;

import io.lifecycle4j.schema.SchemaDiff.SchemaDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares two schemas by the rules of {@link SchemaDiff}. */
final class SchemaComparison {
  /** Types, each with the wider types that contain all its values. */
  private static final Map<DataType, Set<DataType>> WIDER =
      Map.of(
          DataType.BOOLEAN, Set.of(DataType.INT64, DataType.FLOAT64),
          DataType.INT64, Set.of(DataType.FLOAT64),
          DataType.CATEGORICAL, Set.of(DataType.STRING));

  private final Schema older;
  private final Schema newer;
  private final List<SchemaDifference> differences = new ArrayList<>();

  SchemaComparison(Schema older, Schema newer) {
    this.older = older;
    this.newer = newer;
  }

  List<SchemaDifference> differences() {
    for (Column column : newer.columns()) {
      older
          .find(column.name())
          .ifPresentOrElse(
              place -> compare(older.columns().get(place), column), () -> came(column));
    }
    for (Column column : older.columns()) {
      if (newer.find(column.name()).isEmpty()) {
        went(column);
      }
    }
    compareOrder();
    return differences;
  }

  private void came(Column column) {
    boolean backward = column.isNullable();
    add(
        column,
        "is new",
        Compatibility.of(backward, true),
        backward ? "older data lack it, but it may be missing" : "older data lack it");
  }

  private void went(Column column) {
    boolean forward = column.isNullable();
    add(
        column,
        "is gone",
        Compatibility.of(true, forward),
        forward ? "newer data lack it, but it could be missing" : "newer data lack it");
  }

  private void compare(Column old, Column now) {
    compareValues(old, now);
    if (old.isNullable() != now.isNullable()) {
      boolean wider = now.isNullable();
      add(
          now,
          wider ? "may be missing" : "may no longer be missing",
          Compatibility.of(wider, !wider),
          wider ? "older readers need every cell" : "older data may lack cells");
    }
    if (!old.unit().equals(now.unit())) {
      boolean told = old.unit().isEmpty() || now.unit().isEmpty();
      add(
          now,
          changed("unit", quoted(old.unit()), quoted(now.unit())),
          told ? Compatibility.FULL : Compatibility.BREAKING,
          told ? "nothing says that the numbers changed" : "the same number means another amount");
    }
    note(now, "role", old.role(), now.role());
    note(now, "environments", old.environments(), now.environments());
    note(now, "privacy", privacy(old), privacy(now));
    note(now, "description", quoted(old.description()), quoted(now.description()));
  }

  /** Type, shape and categories together determine the possible values. */
  private void compareValues(Column old, Column now) {
    String before = values(old);
    String after = values(now);
    if (!before.equals(after)) {
      Compatibility verdict = Compatibility.of(holdsAll(now, old), holdsAll(old, now));
      add(
          now,
          changed("type", before, after),
          verdict,
          switch (verdict) {
            case BACKWARD ->
                "the newer type holds all values of the older, not the other way round";
            case FORWARD -> "the older type holds all values of the newer, not the other way round";
            case BREAKING -> "neither type holds all values of the other";
            default -> "both hold the same values";
          });
    }
  }

  private static boolean holdsAll(Column wide, Column narrow) {
    if (wide.type() == DataType.CATEGORICAL && narrow.type().isText()) {
      return wide.categories().isEmpty()
          || (!narrow.categories().isEmpty() && wide.categories().containsAll(narrow.categories()));
    }
    return wide.type() == narrow.type()
        ? wide.shape().equals(narrow.shape())
        : WIDER.getOrDefault(narrow.type(), Set.of()).contains(wide.type());
  }

  private static String values(Column column) {
    String type = column.type().name();
    type += column.shape().isEmpty() ? "" : " " + column.shape();
    return column.categories().isEmpty() ? type : type + " " + column.categories();
  }

  private void compareOrder() {
    List<String> before = shared(older, newer);
    List<String> after = shared(newer, older);
    for (int i = 0; i < after.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        Column moved = newer.columns().get(newer.indexOf(after.get(i)));
        add(moved, "is at another place", Compatibility.FULL, "columns are read by name");
        return;
      }
    }
  }

  private static List<String> shared(Schema schema, Schema other) {
    return schema.columns().stream()
        .map(Column::name)
        .filter(name -> other.find(name).isPresent())
        .toList();
  }

  private static String privacy(Column column) {
    return column.isPrivate() ? "private" : "not private";
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }

  private static String changed(String part, Object before, Object after) {
    return part + " " + before + " to " + after;
  }

  private void note(Column now, String part, Object before, Object after) {
    if (!before.equals(after)) {
      add(now, changed(part, before, after), Compatibility.FULL, "the values are the same");
    }
  }

  private void add(Column column, String what, Compatibility compatibility, String why) {
    differences.add(new SchemaDifference(column.name(), what, compatibility, why));
  }
}
