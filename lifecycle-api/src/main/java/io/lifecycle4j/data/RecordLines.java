package io.lifecycle4j.data;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Records as JSON lines; the same records give the same bytes.
 *
 * @param columns how a record is read as a row
 * @param reader reads the records
 * @param <T> the type of a record
 */
record RecordLines<T>(Columns<T> columns, RecordReader<T> reader) implements Content {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    Lines<T> lines = new Lines<>(columns, out);
    try {
      reader.read(lines::write);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class Lines<T> {
    private final Columns<T> columns;
    private final OutputStream out;
    private final JsonLine line;
    private long count;

    Lines(Columns<T> columns, OutputStream out) {
      this.columns = columns;
      this.out = out;
      this.line = new JsonLine(columns.schema());
    }

    void write(T input) {
      count++;
      try {
        out.write(line.of(columns.row(input)).getBytes(StandardCharsets.UTF_8));
      } catch (InvalidValueException e) {
        throw new InvalidValueException("Cannot store record " + count + ": " + e.getMessage(), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
