package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.BufferedInputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * JSON lines in UTF-8: one object in each line, columns by name.
 *
 * <p>A column inside a nested object is named by a path with dots. {@code null} and absent
 * properties are missing. Numbers are JSON numbers, or the texts {@code NaN}, {@code Infinity} and
 * {@code -Infinity}; {@code true} is the whole number 1 and {@code false} 0; a tensor is one array
 * of its numbers.
 */
final class JsonLinesFormat implements RowFormat {
  @Override
  public Set<String> options() {
    return Set.of(TextColumns.LENIENT, TextColumns.RENAMED);
  }

  @Override
  public void require(int files, Format format, Schema schema) {
    TextColumns.of(format); // columns are checked while lines are read
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    for (DataFile file : files) {
      file.read(in -> new JsonLinesReading(file.name(), schema, format).read(in, action));
    }
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    return files.stream()
        .map(
            file ->
                file.isPacked()
                    ? through(List.of(file), format, schema)
                    : part(file, schema, format))
        .toList();
  }

  private static RowPart part(DataFile file, Schema schema, Format format) {
    BlockIndex index = BlockIndex.ofLines(file);
    index.read(in -> new JsonLinesReading(file.name(), schema, format).read(in, index::add));
    return index.part(
        (in, atStart, skip) ->
            new JsonLinesReading(file.name(), schema, format)
                .row(new BufferedInputStream(in, 1 << 13), skip));
  }
}
