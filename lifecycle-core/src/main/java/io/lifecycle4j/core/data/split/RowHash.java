package io.lifecycle4j.core.data.split;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hashes cells of a row: the first 8 bytes, big-endian, of the SHA-256 over all cells in the order
 * of the schema, or over the cells of a key in its order.
 *
 * <p>A number is hashed as its 64 bits, a text as the length of its UTF-8 in 32 bits and the UTF-8,
 * a tensor as the 32 bits of each number. Equal numbers have equal bits: -0 counts as 0, and all
 * NaN are one. Part of the format, since the hash determines the holdout. Not thread-safe.
 */
public final class RowHash {
  private final Column[] columns;
  private final int[] places;
  private final MessageDigest digest;
  private final float[] tensor;
  private final ByteBuffer bytes;

  /** Hashes all columns but one, or all if {@code left} is -1. */
  RowHash(Schema schema, int left) {
    this(
        schema,
        IntStream.range(0, schema.columns().size()).filter(place -> place != left).toArray());
  }

  /** Hashes some columns, in this order. */
  RowHash(Schema schema, int[] places) {
    this.columns = schema.columns().toArray(Column[]::new);
    this.places = places;
    this.digest = Hashing.sha256();
    int longest = Arrays.stream(places).map(place -> columns[place].cells()).max().orElse(0);
    this.tensor = new float[longest];
    this.bytes = ByteBuffer.allocate(Math.max(Long.BYTES, longest * Float.BYTES));
  }

  /**
   * Hashes a key, in the order of its columns.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if a column is missing
   */
  public static RowHash of(Schema schema, List<String> key) {
    return new RowHash(schema, key.stream().mapToInt(name -> Roles.column(schema, name)).toArray());
  }

  /** Returns the first 64 bits of the hash. */
  public long of(Row row) {
    return key(row).high();
  }

  /** Returns the first 128 bits of the hash. */
  public RowKey key(Row row) {
    for (int place : places) {
      update(row, place);
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new RowKey(hash.getLong(), hash.getLong());
  }

  private void update(Row row, int column) {
    bytes.clear();
    switch (columns[column].type()) {
      case STRING, CATEGORICAL -> {
        byte[] text = row.text(column).getBytes(StandardCharsets.UTF_8);
        digest.update(bytes.putInt(text.length).flip());
        digest.update(text);
      }
      case TENSOR -> {
        row.tensor(column, tensor, 0);
        int cells = columns[column].cells();
        for (int i = 0; i < cells; i++) {
          bytes.putInt(Float.floatToIntBits(tensor[i] + 0.0f));
        }
        digest.update(bytes.flip());
      }
      default ->
          digest.update(bytes.putLong(Double.doubleToLongBits(row.number(column) + 0.0)).flip());
    }
  }

  /**
   * A 128-bit hash of cells of a row: among a billion rows, two collide with a probability of
   * 1e-21.
   *
   * @param high the first 64 bits
   * @param low the last 64 bits
   */
  public record RowKey(long high, long low) {
    /** Returns the part that the key belongs to, from 0, of parts of about equal size. */
    public int part(int parts) {
      return (int) Math.floorMod(low, (long) parts);
    }
  }
}
