package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.BufferedInputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Prepared rows, in the last file; the files before it document how they were made. Wrong columns
 * are detected in the rows.
 */
final class PreparedFormat implements RowFormat {
  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    DataFile rows = rows(files);
    rows.read(in -> new PreparedReading(rows.name(), schema, in).forEach(action));
  }

  private static DataFile rows(List<DataFile> files) {
    return files.get(files.size() - 1);
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    DataFile rows = rows(files);
    return List.of(rows.isPacked() ? through(files, format, schema) : part(rows, schema));
  }

  private static RowPart part(DataFile rows, Schema schema) {
    BlockIndex index = BlockIndex.ofBytes(rows);
    int[] prepared = {0};
    index.read(
        in -> {
          PreparedReading reading = new PreparedReading(rows.name(), schema, in);
          reading.forEach(row -> index.add(reading.start()));
          prepared[0] = reading.prepared();
        });
    return index.part(
        (in, atStart, skip) ->
            new PreparedReading(rows.name(), schema, new BufferedInputStream(in))
                .row(prepared[0], skip));
  }
}
