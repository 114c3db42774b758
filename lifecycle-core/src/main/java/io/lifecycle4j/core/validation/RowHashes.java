package io.lifecycle4j.core.validation;

import static io.lifecycle4j.core.hash.SplitMix64.GAMMA;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.List;

/**
 * Hashes some cells of a row to 64 bits: among 4 million distinct keys, two collide with a
 * probability of one in 2 million. Rows are equal here exactly when they are equal for splits and
 * for the comparison of versions. Not thread-safe.
 */
final class RowHashes {
  /** The key of a row that lacks a cell; no other row has it. */
  static final long NONE = 0;

  private final int[] places;
  private final Column[] columns;
  private final boolean missingCounts;
  private final float[] tensor;

  private RowHashes(Schema schema, List<String> names, boolean missingCounts) {
    this.places = names.stream().mapToInt(schema::indexOf).toArray();
    this.columns = Arrays.stream(places).mapToObj(schema::column).toArray(Column[]::new);
    this.missingCounts = missingCounts;
    this.tensor = new float[Arrays.stream(columns).mapToInt(Column::cells).max().orElse(0)];
  }

  /** Keys of some columns; {@link #NONE} if one of the cells is missing. */
  static RowHashes of(Schema schema, List<String> names) {
    return new RowHashes(schema, names, false);
  }

  /** Keys that treat a missing cell as a value. */
  static RowHashes ofRows(Schema schema, List<String> names) {
    return new RowHashes(schema, names, true);
  }

  long of(Row row) {
    long hash = GAMMA;
    for (int i = 0; i < places.length; i++) {
      long cell = cell(row, i);
      if (cell == NONE && !missingCounts) {
        return NONE;
      }
      hash = SplitMix64.mix(hash + cell);
    }
    return some(hash);
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
    long hash = GAMMA;
    for (int k = 0; k < column.cells(); k++) {
      hash = hash(hash + Float.floatToIntBits(tensor[k] + 0.0f));
    }
    return hash;
  }

  private static long hash(String text) {
    return text.isEmpty() ? NONE : some(SplitMix64.hash(asUtf8(text)));
  }

  /** Replaces an unpaired surrogate, which no stored text has, by a question mark, as splits do. */
  private static String asUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(UTF_8), UTF_8);
      }
    }
    return text;
  }

  private static long hash(long word) {
    return some(SplitMix64.mix(word + GAMMA));
  }

  private static long some(long hash) {
    return hash == NONE ? GAMMA : hash;
  }
}
