package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports progress to a listener a few times a second, on the thread that created this. An
 * exception of the listener is thrown again at every later report, so that it ends the work.
 */
public final class ProgressReporter {
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  /** Rows between two readings of the clock, which costs more than a short row. */
  private static final int ROWS = 1 << 10;

  private final @Nullable Consumer<? super DataProgress> listener;
  private final Supplier<DataProgress> state;
  private final Thread owner = Thread.currentThread();
  private long told = System.nanoTime() - PAUSE;
  private @Nullable DataProgress last;
  private @Nullable RuntimeException thrown;

  /**
   * Creates a reporter.
   *
   * @param listener null for none, which costs nothing
   * @param state supplies the progress, on the thread that created this
   */
  public ProgressReporter(
      @Nullable Consumer<? super DataProgress> listener, Supplier<DataProgress> state) {
    this.listener = listener;
    this.state = state;
  }

  /** Reports if the last report was long enough ago. On other threads it does nothing. */
  public void inTime() {
    if (listener != null && Thread.currentThread() == owner && System.nanoTime() - told >= PAUSE) {
      now();
    }
  }

  /** Reports, unless nothing has changed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever the listener throws
  public void now() {
    if (thrown != null) {
      throw thrown;
    }
    if (listener == null) {
      return;
    }
    told = System.nanoTime();
    DataProgress progress = state.get();
    if (!progress.equals(last)) {
      last = progress;
      try {
        listener.accept(progress);
      } catch (RuntimeException e) {
        thrown = e;
        throw e;
      }
    }
  }

  /**
   * Returns the same rows; each reading is counted.
   *
   * @param counter receives the number of rows read since its last call, on the reading thread
   */
  Rows over(Rows all, LongConsumer counter) {
    if (listener == null) {
      return all;
    }
    return new Rows() {
      @Override
      public Schema schema() {
        return all.schema();
      }

      @Override
      public void forEach(Consumer<? super Row> action) {
        int[] count = {0};
        all.forEach(
            row -> {
              action.accept(row);
              if (++count[0] == ROWS) {
                counter.accept(ROWS);
                count[0] = 0;
                inTime();
              }
            });
        counter.accept(count[0]);
      }
    };
  }
}
