package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Rows;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of a work that reads them once or more often, and tells a listener now and then.
 * Not thread-safe.
 */
public final class RowMeter {
  private final ProgressReporter telling;
  private long rows;
  private long totalRows;

  /**
   * Begins, and tells so.
   *
   * @param listener is told; null for nobody, which costs nothing
   * @param phase what is done
   * @param totalRows how many rows are to be read, those again counted again; 0 if nobody knows
   */
  public RowMeter(@Nullable Consumer<? super DataProgress> listener, Phase phase, long totalRows) {
    this.totalRows = totalRows;
    this.telling =
        new ProgressReporter(
            listener, () -> new DataProgress(phase, 0, 0, 0, 0, rows, this.totalRows));
    telling.now();
  }

  /**
   * Returns the same rows, each reading of which counts.
   *
   * @param all the rows
   * @return the rows
   */
  public Rows over(Rows all) {
    return telling.over(all, more -> rows += more);
  }

  /**
   * Says that so many rows are still to be read, at least.
   *
   * @param more how many
   */
  public void expect(long more) {
    totalRows = Math.max(totalRows, rows + more);
  }

  /** Says that some rows need not be read after all. */
  void expectFewer(long fewer) {
    totalRows -= fewer;
  }

  /** Tells that everything is read. */
  public void end() {
    totalRows = rows;
    telling.now();
  }
}
