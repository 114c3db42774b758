package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * One reading of what a {@link PreparedFile} wrote. No memory is allocated for declared sizes: only
 * bytes that exist are read.
 */
final class PreparedReading {
  private final String file;
  private final InputStream in;
  private final List<Column> columns;
  private final FileRow cells;
  private final ByteBuffer bytes;
  private int prepared;
  private long row;

  private long position;

  /** The position of the row read last. */
  private long start;

  PreparedReading(String file, Schema schema, InputStream in) {
    this.file = file;
    this.in = in;
    this.columns = schema.columns();
    this.cells = new FileRow(schema);
    int longest = columns.stream().mapToInt(Column::cells).max().orElse(1);
    this.bytes = ByteBuffer.allocate(Math.max(Long.BYTES + Integer.BYTES, longest * Float.BYTES));
  }

  void forEach(Consumer<? super Row> action) throws IOException {
    header();
    while (next()) {
      action.accept(cells);
    }
  }

  /** Returns the row after {@code skip} others, from bytes that begin with a row. */
  Row row(int preparedColumns, long skip) throws IOException {
    prepared = preparedColumns;
    for (long i = 0; i <= skip; i++) {
      if (!next()) {
        throw new InvalidDataException("Cannot read " + file + ": there is no longer a row");
      }
    }
    return cells;
  }

  /** Returns how many of the first columns are prepared. */
  int prepared() {
    return prepared;
  }

  /** Returns the position of the first byte of the row read last. */
  long start() {
    return start;
  }

  private void header() throws IOException {
    if (fill(Long.BYTES + Integer.BYTES) < bytes.limit() || bytes.getLong() != PreparedFile.MAGIC) {
      throw new InvalidDataException(
          "Cannot read " + file + ": it does not begin as a file of prepared rows does");
    }
    prepared = bytes.getInt();
    if (prepared < 0 || prepared > columns.size()) {
      throw new InvalidDataException(
          String.format(
              "Cannot read %s: %s prepared columns (must be 0 to %s)",
              file, prepared, columns.size()));
    }
  }

  /** Reads a row; returns false if the file ends before its first byte. */
  private boolean next() throws IOException {
    row++;
    start = position;
    cells.at(file, row);
    for (int i = 0; i < columns.size(); i++) {
      int size = size(i);
      int read = fill(size);
      if (read == 0 && i == 0) {
        return false;
      }
      if (read < size) {
        throw invalid(i, "ends within the row");
      }
      take(i);
    }
    return true;
  }

  /** Returns the size of a cell in bytes; for a text, that of its length. */
  private int size(int place) {
    Column column = columns.get(place);
    if (column.type().isNumber()) {
      return place < prepared ? Float.BYTES : Double.BYTES;
    }
    return column.type().isText() ? Integer.BYTES : column.cells() * Float.BYTES;
  }

  private void take(int place) throws IOException {
    Column column = columns.get(place);
    if (column.type().isText()) {
      cells.set(place, text(place, bytes.getInt()));
    } else if (column.type().isNumber()) {
      cells.set(place, place < prepared ? bytes.getFloat() : bytes.getDouble());
    } else {
      bytes.asFloatBuffer().get(cells.tensor(place));
    }
  }

  private String text(int place, int length) throws IOException {
    if (length < 0) {
      throw invalid(place, "a text of " + length + " bytes (must be at least 0)");
    }
    byte[] text = in.readNBytes(length);
    position += text.length;
    if (text.length < length) {
      throw invalid(place, "ends within the row");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw invalid(place, "a text that is not UTF-8");
    }
  }

  /** Reads {@code size} bytes, or those that are left; returns their number. */
  private int fill(int size) throws IOException {
    bytes.clear().limit(size);
    int count = in.readNBytes(bytes.array(), 0, size);
    position += count;
    return count;
  }

  private InvalidDataException invalid(int place, String problem) {
    return new InvalidDataException(
        String.format(
            "Cannot read %s: row %s, column %s: %s",
            file, row, columns.get(place).name(), problem));
  }
}
