package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Rows;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of an operation that reads them once or several times, and reports its progress.
 * Not thread-safe.
 */
public final class RowMeter {
  private final ProgressReporter telling;
  private long rows;
  private long totalRows;

  /**
   * Begins, and reports the beginning.
   *
   * @param listener null for none, which costs nothing
   * @param totalRows the number of rows to read, repeated readings included; 0 if unknown
   */
  public RowMeter(@Nullable Consumer<? super DataProgress> listener, Phase phase, long totalRows) {
    this.totalRows = totalRows;
    this.telling =
        new ProgressReporter(
            listener, () -> new DataProgress(phase, 0, 0, 0, 0, rows, this.totalRows));
    telling.now();
  }

  /** Returns the same rows; each reading is counted. */
  public Rows over(Rows all) {
    return telling.over(all, more -> rows += more);
  }

  /** Raises the total so that at least this many rows are still to be read. */
  public void expect(long more) {
    totalRows = Math.max(totalRows, rows + more);
  }

  /** Says that some rows need not be read after all. */
  void expectFewer(long fewer) {
    totalRows -= fewer;
  }

  /** Reports that everything was read. */
  public void end() {
    totalRows = rows;
    telling.now();
  }
}
