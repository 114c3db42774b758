package io.lifecycle4j.core.schema;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;

/** The stored form of a schema: descriptions and units are free text and may contain secrets. */
public final class KeptSchema {
  private KeptSchema() {}

  /** Redacts secrets in descriptions and units; returns the same schema if there are none. */
  public static Schema of(Schema schema) {
    Schema kept = schema;
    for (Column column : schema.columns()) {
      String what = "description of column " + column.name();
      String description = FreeText.of(what, column.description());
      String unit = FreeText.of("unit of column " + column.name(), column.unit());
      if (!description.equals(column.description()) || !unit.equals(column.unit())) {
        kept = kept.change(column.name(), parts -> parts.description(description).unit(unit));
      }
    }
    return kept;
  }
}
