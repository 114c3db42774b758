package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Prepared rows in the last file; those before it say how the rows came to be. */
final class PreparedFormat implements RowFormat {
  @Override
  public void require(int files, Format format, Schema schema) {
    check(
        format.options().isEmpty(),
        "Invalid options of prepared: %s (there are none)",
        format.options().keySet());
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    DataFile rows = files.get(files.size() - 1);
    rows.read(in -> new PreparedReading(rows.name(), schema, in).forEach(action));
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    return List.of(through(files, format, schema));
  }
}
