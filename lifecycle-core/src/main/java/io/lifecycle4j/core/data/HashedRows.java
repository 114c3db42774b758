package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.split.RowHash;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Rows that remember the hashes of each, once they were read. Not thread-safe. */
public final class HashedRows implements Rows {
  private final Rows rows;
  private final RowHash whole;
  private final RowHash inputs;
  private long[] hashes = {};
  private long[] inputHashes = {};
  private boolean read;

  /**
   * Hashes rows when they are read for the first time.
   *
   * @param labels the columns that are no inputs, of which some may be missing
   */
  public HashedRows(Rows rows, List<String> labels) {
    this.rows = rows;
    List<String> names = rows.schema().columns().stream().map(Column::name).toList();
    this.whole = RowHash.of(rows.schema(), names);
    this.inputs =
        RowHash.of(rows.schema(), names.stream().filter(name -> !labels.contains(name)).toList());
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    if (read) {
      rows.forEach(action);
      return;
    }
    LongStream.Builder ofRows = LongStream.builder();
    LongStream.Builder ofInputs = LongStream.builder();
    rows.forEach(
        row -> {
          ofRows.add(whole.of(row));
          ofInputs.add(inputs.of(row));
          action.accept(row);
        });
    hashes = ofRows.build().toArray();
    inputHashes = ofInputs.build().toArray();
    read = true;
  }

  /** Reads the rows if they were not read. */
  private void read() {
    if (!read) {
      forEach(row -> {});
    }
  }

  /** Returns the hash of all cells of each row, in their order. Do not write. */
  public long[] hashes() {
    read();
    return hashes;
  }

  /** Returns the hash of each row without its labels, in their order. Do not write. */
  public long[] inputHashes() {
    read();
    return inputHashes;
  }

  /** Returns the SHA-256 of the hashes of all cells, in hexadecimal. */
  public String sha256() {
    return HexFormat.of().formatHex(Hashing.sha256().digest(bytes(hashes()).array()));
  }

  /** Returns hashes as 8 bytes each, big-endian. */
  public static ByteBuffer bytes(long[] hashes) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(hashes.length, Long.BYTES));
    for (long one : hashes) {
      bytes.putLong(one);
    }
    return bytes.flip();
  }
}
