package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.error.IdleObjects;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Hashes the cells of inputs with a key. Thread-safe.
 *
 * <pre>
 * hash    = the first 16 bytes of the HMAC-SHA-256 of the message
 * message = length of the name (4) name of the column in UTF-8 cell
 * cell    = number (8) | text in UTF-8 | { number (4) } of a tensor
 * </pre>
 */
final class CellHashes {
  /** The characters of a hash. */
  static final int LENGTH = 32;

  private static final String SUFFIX = "_hash";

  private final SecretKey key;
  private final List<Column> columns;
  private final byte[][] names;
  private final IdleObjects<Mac> idle = new IdleObjects<>();

  CellHashes(SecretKey key, List<Column> columns) {
    this.key = key;
    this.columns = columns;
    this.names = columns.stream().map(CellHashes::name).toArray(byte[][]::new);
    idle.add(mac());
  }

  private static byte[] name(Column column) {
    byte[] name = column.name().getBytes(UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + name.length).putInt(name.length).put(name).array();
  }

  /** Returns the columns of the hashes. */
  List<Column> columns() {
    return columns.stream()
        .map(column -> Column.of(column.name() + SUFFIX, DataType.STRING))
        .toList();
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new InvalidValueException("Invalid key of hashes: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the hash of a cell as text.
   *
   * @param column the place of its column here
   * @param place the place of its column in the row
   * @return empty if the cell is missing
   */
  String hash(int column, Row row, int place) {
    byte[] cell = cell(columns.get(column), row, place);
    if (cell.length == 0) {
      return "";
    }
    Mac polled = idle.poll();
    Mac mac = polled == null ? mac() : polled;
    mac.update(names[column]);
    byte[] hash = mac.doFinal(cell); // and is as new
    idle.add(mac);
    return HexFormat.of().formatHex(hash, 0, LENGTH / 2);
  }

  private static byte[] cell(Column column, Row row, int place) {
    if (column.type().isText()) {
      return row.text(place).getBytes(UTF_8);
    }
    if (column.type() != DataType.TENSOR) {
      double number = row.number(place) + 0.0; // both zeros are one
      return Double.isNaN(number)
          ? InputCodec.NO_INPUT
          : ByteBuffer.allocate(Double.BYTES).putDouble(number).array();
    }
    float[] numbers = new float[column.cells()];
    row.tensor(place, numbers, 0);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }
}
