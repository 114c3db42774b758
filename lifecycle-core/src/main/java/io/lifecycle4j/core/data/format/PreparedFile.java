package io.lifecycle4j.core.data.format;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes rows as bytes: numbers of prepared columns in 32 bits, other numbers in 64, tensors in 32
 * for each number, texts as their length and UTF-8. The same rows have the same bytes.
 *
 * @param prepared how many of the first columns are prepared numbers
 * @param count the number of rows, for progress
 */
public record PreparedFile(Rows rows, int prepared, long count) implements Content {
  /** The id of the format. */
  public static final String FORMAT = "prepared";

  static final long MAGIC = 0x4C344A5052455031L; // L4JPREP1

  private static final int BUFFER = 1 << 16;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    buffered.write(header.putLong(MAGIC).putInt(prepared).array());
    Writer writer = new Writer(rows.schema().columns(), prepared, buffered);
    try {
      rows.forEach(writer::write);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    buffered.flush();
  }

  private static final class Writer {
    private final List<Column> columns;
    private final int prepared;
    private final OutputStream out;
    private final float[] tensor;
    private final ByteBuffer bytes;

    Writer(List<Column> columns, int prepared, OutputStream out) {
      this.columns = columns;
      this.prepared = prepared;
      this.out = out;
      int cells = columns.stream().mapToInt(Column::cells).max().orElse(1);
      this.tensor = new float[cells];
      this.bytes = ByteBuffer.allocate(Math.max(Long.BYTES, cells * Float.BYTES));
    }

    void write(Row row) {
      try {
        for (int i = 0; i < columns.size(); i++) {
          write(row, i);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void write(Row row, int place) throws IOException {
      Column column = columns.get(place);
      bytes.clear();
      if (column.type().isText()) {
        byte[] text = row.text(place).getBytes(StandardCharsets.UTF_8);
        bytes.putInt(text.length);
        flush();
        out.write(text);
      } else if (!column.type().isNumber()) {
        row.tensor(place, tensor, 0);
        bytes.asFloatBuffer().put(tensor, 0, column.cells());
        bytes.position(column.cells() * Float.BYTES);
        flush();
      } else if (place < prepared) {
        bytes.putFloat((float) row.number(place));
        flush();
      } else {
        bytes.putLong(
            Double.doubleToLongBits(row.number(place))); // all missing numbers have the same bits
        flush();
      }
    }

    private void flush() throws IOException {
      out.write(bytes.array(), 0, bytes.position());
    }
  }
}
