package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.List;

/**
 * How a {@link DataSheet} is stored.
 *
 * @param v the version of this form
 */
record DataSheetForm(int v, Schema schema, List<Rule> rules) {
  private static final int VERSION = 1;

  /** An exception here marks it as corrupt. */
  DataSheetForm {
    check(
        v == VERSION,
        "Invalid form of a data sheet: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
  }

  static byte[] bytes(DataSheet sheet) {
    return ValidationForms.JSON.write(new DataSheetForm(VERSION, sheet.schema(), sheet.rules()));
  }

  static DataSheet read(byte[] json, String what) {
    DataSheetForm form = ValidationForms.JSON.read(json, DataSheetForm.class, what);
    return new DataSheet(form.schema, form.rules);
  }
}
