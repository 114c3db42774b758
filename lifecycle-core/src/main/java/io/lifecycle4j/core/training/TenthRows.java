package io.lifecycle4j.core.training;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.function.Consumer;

/**
 * A tenth of the given rows, or all the others: one of each ten rows in turn, chosen by a hash of
 * the position of the ten.
 *
 * <p>Every tenth row would be a biased sample of rows with a period, such as those of ten sensors
 * in turn. Of fewer than ten rows, none is chosen.
 */
final class TenthRows implements Rows {
  private static final int EVERY = 10;

  /** Constant, so that the same rows are chosen again. */
  private static final long SEED = 20_240_229;

  private final Rows all;
  private final boolean tenths;

  private TenthRows(Rows all, boolean tenths) {
    this.all = all;
    this.tenths = tenths;
  }

  static Rows of(Rows all) {
    return new TenthRows(all, true);
  }

  /** Returns the rows that are not in the tenth. */
  static Rows without(Rows all) {
    return new TenthRows(all, false);
  }

  /** Returns the position among all rows of a row of {@link #without}. */
  static int place(int left) {
    int ten = left / (EVERY - 1);
    int before = left % (EVERY - 1);
    return ten * EVERY + before + (before < chosen(ten) ? 0 : 1);
  }

  /** Returns the position among all rows of a row of {@link #of}. */
  static int placeOfTenth(int tenth) {
    return tenth * EVERY + chosen(tenth);
  }

  /** Returns which row of ten rows is chosen, from 0; of the first ten the last. */
  private static int chosen(long ten) {
    return ten == 0 ? EVERY - 1 : (int) Long.remainderUnsigned(SplitMix64.number(SEED, ten), EVERY);
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
          long place = count[0]++;
          if ((place % EVERY == chosen(place / EVERY)) == tenths) {
            action.accept(row);
          }
        });
  }
}
