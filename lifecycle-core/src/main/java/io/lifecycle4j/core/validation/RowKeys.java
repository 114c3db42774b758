package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;

/**
 * Hashes some cells of a row to 64 bits: among 4 million different keys two are the same with a
 * probability of one in 2 million. Not thread-safe.
 */
final class RowKeys {
  /** Stands for a row that lacks a cell; no row has this key. */
  static final long NONE = 0;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int[] places;
  private final Column[] columns;
  private final boolean missingCounts;
  private final float[] tensor;

  private RowKeys(Schema schema, List<String> names, boolean missingCounts) {
    this.places = names.stream().mapToInt(schema::indexOf).toArray();
    this.columns = names.stream().map(name -> column(schema, name)).toArray(Column[]::new);
    this.missingCounts = missingCounts;
    int longest = 0;
    for (Column column : columns) {
      longest = Math.max(longest, column.cells());
    }
    this.tensor = new float[longest];
  }

  /** Keys of some columns; a row that lacks one of them has none. */
  static RowKeys of(Schema schema, List<String> names) {
    return new RowKeys(schema, names, false);
  }

  /** Keys of rows in which a missing cell is a value like others. */
  static RowKeys ofRows(Schema schema, List<String> names) {
    return new RowKeys(schema, names, true);
  }

  private static Column column(Schema schema, String name) {
    return schema.columns().get(schema.indexOf(name));
  }

  long of(Row row) {
    long hash = GOLDEN;
    for (int i = 0; i < places.length; i++) {
      long cell = cell(row, i);
      if (cell == NONE && !missingCounts) {
        return NONE;
      }
      hash = mix(hash + cell);
    }
    return hash == NONE ? GOLDEN : hash;
  }

  private long cell(Row row, int i) {
    Column column = columns[i];
    if (column.type().isText()) {
      return hash(row.text(places[i]));
    }
    if (column.type().isNumber()) {
      double number = row.number(places[i]);
      return Double.isNaN(number) ? NONE : hash(Double.doubleToRawLongBits(number + 0.0));
    }
    row.tensor(places[i], tensor, 0);
    long hash = GOLDEN;
    for (int k = 0; k < column.cells(); k++) {
      hash = hash(hash + Float.floatToIntBits(tensor[k] + 0.0f));
    }
    return hash;
  }

  private static long hash(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    return hash(hash);
  }

  private static long hash(long word) {
    long mixed = mix(word + GOLDEN);
    return mixed == NONE ? GOLDEN : mixed;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long word) {
    long z = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
