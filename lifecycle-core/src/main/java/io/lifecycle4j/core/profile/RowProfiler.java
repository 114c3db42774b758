package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.Typed;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Profiles rows one by one, on its own thread once there are many, so that reading and profiling
 * use two cores. The profile is that of a {@link Profiler}, bit for bit.
 *
 * <p>Not thread-safe. Rows are queued in blocks; {@link #add} blocks while {@value #BLOCKS} full
 * blocks are queued. A block holds at most {@value #ROWS} rows, fewer if their texts are long, so
 * that memory is bounded: {@value #CHARACTERS} characters and those of one row.
 */
public final class RowProfiler implements AutoCloseable {
  private static final int ROWS = 1_024;
  private static final int CHARACTERS = 1 << 20;
  private static final int BLOCKS = 4;
  private static final long LOOK_MILLIS = 100;

  private final Statistics statistics;
  private final Profiler profiler;
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(BLOCKS + 2);
  private final Block end;
  private Block block;
  private int blocks = 1;
  private @Nullable OwnedThread thread;
  private final FutureTask<?> profiling = new FutureTask<>(this::run, null);
  private final Runnable eachBlock;

  /** Creates a profiler of all columns. */
  public RowProfiler(Schema schema) {
    this(schema, () -> {});
  }

  /** Also runs {@code eachBlock} after each block, on the profiling thread. */
  RowProfiler(Schema schema, Runnable eachBlock) {
    this.eachBlock = eachBlock;
    this.statistics = Statistics.of(schema);
    this.profiler = new Profiler(statistics);
    this.block = new Block(statistics);
    this.end = new Block(statistics);
  }

  /** Some rows, column by column. */
  static final class Block implements Statistics.Sink {
    private final double[][] numbers;
    final String[][] texts;
    private int rows;
    private long characters;

    Block(Statistics statistics) {
      int columns = statistics.names().size();
      numbers = new double[columns][];
      texts = new String[columns][];
      for (int i = 0; i < columns; i++) {
        if (statistics.isText(i)) {
          texts[i] = new String[0];
        } else {
          numbers[i] = new double[0];
        }
      }
    }

    /** Arrays begin small, since most datasets of tests and demonstrations are. */
    private static int larger(int length) {
      return Math.min(ROWS, Math.max(16, 4 * length));
    }

    @Override
    public void number(int statistic, double value) {
      double[] column = numbers[statistic];
      if (rows == column.length) {
        column = Arrays.copyOf(column, larger(rows));
        numbers[statistic] = column;
      }
      column[rows] = value;
    }

    @Override
    public void text(int statistic, String value) {
      String[] column = texts[statistic];
      if (rows == column.length) {
        column = Arrays.copyOf(column, larger(rows));
        texts[statistic] = column;
      }
      column[rows] = value;
      characters += value.length();
    }

    void add(Row row, Statistics statistics) {
      statistics.observe(row, this);
      rows++;
    }

    boolean isFull() {
      return rows == ROWS || characters >= CHARACTERS;
    }

    /** Releases the texts, since a block may wait long before it is filled again. */
    void into(Profiler profiler, Statistics statistics) {
      for (int i = 0; i < numbers.length; i++) {
        if (statistics.isText(i)) {
          profiler.add(i, Arrays.asList(texts[i]).subList(0, rows));
          Arrays.fill(texts[i], 0, rows, null);
        } else {
          profiler.add(i, numbers[i], 0, rows);
        }
      }
      rows = 0;
      characters = 0;
    }
  }

  /**
   * Adds a row, which is not kept.
   *
   * @throws OperationInterruptedException if the thread is interrupted while it waits
   */
  public void add(Row row) {
    block.add(row, statistics);
    if (block.isFull()) {
      hand();
    }
  }

  private void hand() {
    try {
      if (thread == null) {
        start();
      }
      checkRunning();
      put(block);
      block = blocks < BLOCKS + 2 ? another() : take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Cannot profile: the thread was interrupted", e);
    }
  }

  private void put(Block next) throws InterruptedException {
    while (!full.offer(next, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      checkRunning();
    }
  }

  private Block take() throws InterruptedException {
    Block next = empty.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (next == null) {
      checkRunning();
      next = empty.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return next;
  }

  /** Throws if the profiling thread has ended, for instance for lack of memory. */
  private void checkRunning() throws InterruptedException {
    if (profiling.isDone()) {
      awaitEnd();
      throw new OverloadedException("Cannot profile: the thread that profiles has ended");
    }
  }

  /** Waits for the end of the profiling thread; throws what ended it early. */
  private void awaitEnd() throws InterruptedException {
    try {
      profiling.get();
    } catch (ExecutionException e) {
      throw Typed.of("profile rows", e.getCause() == null ? e : e.getCause());
    }
  }

  private Block another() {
    blocks++;
    return new Block(statistics);
  }

  private void start() {
    OwnedThread started = new OwnedThread("profile", profiling);
    if (!started.begin()) {
      throw new OverloadedException(
          "Cannot profile rows: no thread can be started (end some, and try again)");
    }
    thread = started;
  }

  private void run() {
    try {
      for (Block next = full.take(); next != end; next = full.take()) {
        next.into(profiler, statistics);
        eachBlock.run();
        empty.put(next);
      }
    } catch (InterruptedException e) {
      throw new OperationInterruptedException("Cannot profile: the thread was stopped", e);
    }
  }

  /**
   * Returns the profile of the rows so far. No rows may follow.
   *
   * @throws OperationInterruptedException if the thread is interrupted while it waits
   */
  public Profile profile() {
    finish();
    block.into(profiler, statistics);
    return profiler.profile();
  }

  private void finish() {
    if (thread == null) {
      return;
    }
    try {
      put(end);
      awaitEnd(); // or a block would be missing
      thread = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("Cannot profile: the thread was interrupted", e);
    }
  }

  /** Stops the thread; queued rows are dropped. */
  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }
}
