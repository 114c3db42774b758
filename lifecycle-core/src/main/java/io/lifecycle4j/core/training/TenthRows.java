package io.lifecycle4j.core.training;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/** Every tenth row of others, or all the others. */
final class TenthRows implements Rows {
  private static final int EVERY = 10;

  private final Rows all;
  private final boolean tenths;

  private TenthRows(Rows all, boolean tenths) {
    this.all = all;
    this.tenths = tenths;
  }

  /** Returns every tenth row. */
  static Rows of(Rows all) {
    return new TenthRows(all, true);
  }

  /** Returns all rows but every tenth. */
  static Rows without(Rows all) {
    return new TenthRows(all, false);
  }

  /** Returns the place among all rows of one that is left without every tenth. */
  static int place(int left) {
    return left + left / (EVERY - 1);
  }

  /** Returns the place among all rows of one of every tenth. */
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
