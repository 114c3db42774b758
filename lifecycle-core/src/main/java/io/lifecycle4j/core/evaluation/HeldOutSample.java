package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Held-out rows in memory, in their order. Immutable.
 *
 * @param rows a copy of each row
 */
record HeldOutSample(Schema schema, List<HeldRow> rows) implements Rows {
  /** The most rows, and the most bytes of them, if nobody says how many. */
  private static final int ROWS = 10_000;

  private static final long BYTES = 64L << 20;

  private record Numbered(long number, HeldRow row) {}

  /** Returns how many rows of a schema are kept if nobody says how many. */
  static int usual(Schema schema) {
    return (int) Math.max(1, Math.min(ROWS, BYTES / HeldRow.Layout.of(schema).bytes()));
  }

  /**
   * Draws rows, each with the same probability, in one pass: algorithm R (Vitter 1985).
   *
   * @param most the most rows; all, if there are no more
   */
  static HeldOutSample of(Rows all, int most, long seed) {
    HeldRow.Layout layout = HeldRow.Layout.of(all.schema());
    SplittableRandom random = new SplittableRandom(seed);
    List<Numbered> drawn = new ArrayList<>();
    long[] seen = {0};
    all.forEach(
        row -> {
          long number = seen[0]++;
          long place = number < most ? number : random.nextLong(number + 1);
          if (place < drawn.size()) {
            drawn.set((int) place, new Numbered(number, layout.copy(row)));
          } else if (place < most) {
            drawn.add(new Numbered(number, layout.copy(row)));
          }
        });
    drawn.sort(Comparator.comparingLong(Numbered::number));
    return new HeldOutSample(all.schema(), drawn.stream().map(Numbered::row).toList());
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    rows.forEach(action);
  }
}
