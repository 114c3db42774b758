package io.lifecycle4j.core.data.split;

import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;

/** The class of a row as text; empty if it is missing. */
final class ClassCell {
  private final Column shown;
  private final int column;
  private final boolean text;

  ClassCell(Schema schema, String name) {
    this.shown = Roles.column(schema, name, type -> type != DataType.TENSOR, "a text or a number");
    this.column = schema.indexOf(name);
    this.text = shown.type().isText();
  }

  /** Returns the class for people: a hash if the column is private. */
  String shown(Row row) {
    String name = of(row);
    return shown.isPrivate() && !name.isEmpty() ? TextKey.ofPrivate(name) : name;
  }

  String of(Row row) {
    if (text) {
      return row.text(column);
    }
    double number = row.number(column) + 0.0;
    if (Double.isNaN(number)) {
      return "";
    }
    return number == (long) number ? Long.toString((long) number) : Double.toString(number);
  }
}
