package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Files of any kind: a row is the path of a file and its size in bytes; no file is opened. */
final class FilesFormat implements RowFormat {
  @Override
  public void require(int files, Format format, Schema schema) {
    List<Column> columns = schema.columns();
    check(
        columns.size() == 2
            && columns.get(0).name().equals("path")
            && columns.get(0).type() == DataType.STRING
            && columns.get(1).name().equals("size")
            && columns.get(1).type() == DataType.INT64,
        "Invalid schema: %s (files have path, a STRING, and size, an INT64)",
        schema.names());
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    FileRow row = new FileRow(schema);
    for (DataFile file : files) {
      action.accept(filled(row, file));
    }
  }

  private static Row filled(FileRow row, DataFile file) {
    row.at(file.name(), 1);
    row.set(0, file.name());
    row.set(1, (double) file.size());
    return row;
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    return List.of(
        new RowPart(files.size(), number -> filled(new FileRow(schema), files.get((int) number))));
  }
}
