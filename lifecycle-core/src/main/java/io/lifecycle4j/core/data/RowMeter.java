package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of a work that reads them once or more often, and tells a listener now and then.
 * Not thread-safe.
 */
public final class RowMeter {
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  /** Rows between two looks at the clock, which costs more than a short row. */
  private static final int ROWS = 1 << 10;

  private final @Nullable Consumer<? super DataProgress> listener;
  private final Phase phase;
  private long rows;
  private long totalRows;
  private long told;

  /**
   * Begins, and tells so.
   *
   * @param listener is told; null for nobody, which costs nothing
   * @param phase what is done
   * @param totalRows how many rows are to be read, those again counted again; 0 if nobody knows
   */
  public RowMeter(@Nullable Consumer<? super DataProgress> listener, Phase phase, long totalRows) {
    this.listener = listener;
    this.phase = phase;
    this.totalRows = totalRows;
    tell();
  }

  /**
   * Returns the same rows, each reading of which counts.
   *
   * @param all the rows
   * @return the rows
   */
  public Rows over(Rows all) {
    return listener == null ? all : new Counted(all);
  }

  /**
   * Says that so many rows are still to be read, at least.
   *
   * @param more how many
   */
  public void expect(long more) {
    totalRows = Math.max(totalRows, rows + more);
  }

  /**
   * Says that some rows need not be read after all.
   *
   * @param fewer how many
   */
  public void expectFewer(long fewer) {
    totalRows -= fewer;
  }

  /** Tells that everything is read. */
  public void end() {
    totalRows = rows;
    tell();
  }

  private void count() {
    rows++;
    if (rows % ROWS == 0 && System.nanoTime() - told >= PAUSE) {
      tell();
    }
  }

  private void tell() {
    if (listener != null) {
      told = System.nanoTime();
      listener.accept(new DataProgress(phase, 0, 0, 0, 0, rows, totalRows));
    }
  }

  private final class Counted implements Rows {
    private final Rows all;

    Counted(Rows all) {
      this.all = all;
    }

    @Override
    public Schema schema() {
      return all.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      all.forEach(
          row -> {
            action.accept(row);
            count();
          });
    }
  }
}
