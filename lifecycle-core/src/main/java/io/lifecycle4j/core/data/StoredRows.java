package io.lifecycle4j.core.data;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Rows that are read from stored files each time. */
record StoredRows(List<DataFile> files, Format format, Schema schema, RowFormat reader)
    implements Rows {
  @Override
  public void forEach(Consumer<? super Row> action) {
    reader.read(files, format, schema, action);
  }
}
