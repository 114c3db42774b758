package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Typed;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Passes training rows to learners.
 *
 * <p>The calling thread reads the rows and merges the summaries of blocks in their order; worker
 * threads summarise. At most two blocks for each of them are in memory.
 */
final class TrainingPass implements AutoCloseable {
  private static final int ROWS = 4_096;
  private static final int CELLS = 1 << 20;

  private final int blockRows;
  private final int ahead;
  private final ExecutorService threads;
  private final Queue<Future<List<Runnable>>> running = new ArrayDeque<>();
  private List<StepLearner.Block> block = List.of();
  private int filled;

  /**
   * Creates a pass; threads start when they are needed.
   *
   * @param rows the columns of rows; wide ones have smaller blocks
   */
  TrainingPass(Schema rows, int threads) {
    int cells = rows.columns().stream().mapToInt(column -> column.cells()).max().orElse(1);
    this.blockRows = Math.max(1, Math.min(ROWS, CELLS / cells));
    this.ahead = 2 * threads;
    this.threads = Executors.newFixedThreadPool(threads, OwnedThread.named("fit"));
  }

  /** Reads all rows; each is passed to {@code first} before any learner. */
  void over(Rows rows, List<? extends StepLearner> learners, Consumer<? super Row> first) {
    rows.forEach(
        row -> {
          first.accept(row);
          add(row, learners);
        });
    summarize();
    while (!running.isEmpty()) {
      merge();
    }
  }

  private void add(Row row, List<? extends StepLearner> learners) {
    if (filled == 0) {
      block = learners.stream().map(learner -> learner.block(blockRows)).toList();
    }
    for (StepLearner.Block cells : block) {
      cells.add(row);
    }
    filled++;
    if (filled == blockRows) {
      summarize();
    }
  }

  private void summarize() {
    List<StepLearner.Block> full = block;
    FutureTask<List<Runnable>> summary =
        new FutureTask<>(() -> full.stream().map(StepLearner.Block::summarize).toList());
    begin(summary);
    running.add(summary);
    block = List.of();
    filled = 0;
    if (running.size() == ahead) {
      merge();
    }
  }

  private void begin(Runnable summary) {
    try {
      threads.execute(summary);
    } catch (OutOfMemoryError e) { // no thread can be started
      summary.run();
    }
  }

  private void merge() {
    try {
      running.remove().get().forEach(Runnable::run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Interrupted while fitting steps", e);
    } catch (ExecutionException e) {
      throw Typed.of("fit steps", e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
