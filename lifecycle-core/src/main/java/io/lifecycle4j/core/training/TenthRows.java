package io.lifecycle4j.core.training;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/** Every tenth of the given rows, or all the others. */
final class TenthRows implements Rows {
  private static final int EVERY = 10;

  private final Rows all;
  private final boolean tenths;

  private TenthRows(Rows all, boolean tenths) {
    this.all = all;
    this.tenths = tenths;
  }

  static Rows of(Rows all) {
    return new TenthRows(all, true);
  }

  /** Returns all rows but every tenth. */
  static Rows without(Rows all) {
    return new TenthRows(all, false);
  }

  /** Returns the position among all rows of a row of {@link #without}. */
  static int place(int left) {
    return left + left / (EVERY - 1);
  }

  /** Returns the position among all rows of a row of {@link #of}. */
  static int placeOfTenth(int tenth) {
    return tenth * EVERY + EVERY - 1;
  }

  @Override
  public Schema schema() {
    return all.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    long[] count = new long[1];
    all.forEach(
        row -> {
          if ((++count[0] % EVERY == 0) == tenths) {
            action.accept(row);
          }
        });
  }
}
