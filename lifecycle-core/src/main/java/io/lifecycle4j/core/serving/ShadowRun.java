package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.ShadowReport;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A version that repeats predictions on a thread of its own.
 *
 * <p>A caller only copies its input to a bounded queue, or drops it if there is no room. It wakes
 * nobody: the thread polls, since waking it would cost more than the copy. Thread-safe.
 */
final class ShadowRun<O> {
  /** The bytes that may wait. */
  static final long MOST_BYTES = 1 << 22;

  /** About the bytes of an object, and those that each prediction takes beside row and value. */
  private static final long OBJECT = 56;

  private static final long EACH = 200;

  /** The bytes that a value of an unknown class is assumed to take. */
  private static final long UNKNOWN = 1 << 12;

  /** How many rows are run together; the first one of each round alone, for its latency. */
  private static final int BATCH = 32;

  /** After so many batches, the time is looked at. */
  private static final int BATCHES = 32;

  private static final long SHORTEST_PAUSE = 2_000_000;
  private static final long LONGEST_PAUSE = 100_000_000;
  private static final Duration END = Duration.ofSeconds(1);

  private final ShadowStarted started;
  private final Route<Row, O> route;
  private final BooleanSupplier goesOn;
  private final Runnable over;
  private final HeldRow.Layout layout;
  private final long seed;
  private final Queue<Waiting<O>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final ShadowComparison<O> comparison;
  private final Rounds rounds;
  private long pause = SHORTEST_PAUSE;
  private volatile boolean ended;

  /** Starts to run a shadow, as the constructor does. */
  @FunctionalInterface
  interface Start<O> {
    ShadowRun<O> run(
        ShadowStarted started,
        Route<Row, O> route,
        Schema inputs,
        BooleanSupplier goesOn,
        Runnable over);
  }

  /**
   * A prediction that the shadow is to repeat, without the outputs of its network.
   *
   * @param probability NaN if it has none
   */
  private record Waiting<O>(
      HeldRow row, String id, O value, double probability, long nanos, long bytes) {}

  /**
   * Begins to repeat predictions.
   *
   * @param route is owned by this
   * @param goesOn whether the end of the shadow is in the future
   * @param over is called once it is not, on the thread of this
   * @throws OverloadedException if no thread can be started
   */
  ShadowRun(
      ShadowStarted started,
      Route<Row, O> route,
      Schema inputs,
      BooleanSupplier goesOn,
      Runnable over) {
    this.started = started;
    this.route = route;
    this.goesOn = goesOn;
    this.over = over;
    this.layout = HeldRow.Layout.of(inputs);
    this.seed = SplitMix64.hash(started.shadow());
    this.comparison = new ShadowComparison<>(started.tolerance());
    this.rounds = new Rounds("shadow-" + started.model(), this::round);
    if (!rounds.wake()) {
      throw new OverloadedException(
          "Cannot run the shadow "
              + started.model()
              + ":"
              + started.version()
              + ": the system has no thread left");
    }
  }

  /** Takes a row that was predicted, unless it is not in the share, or there is no room. */
  @SuppressWarnings("checkstyle:IllegalCatch") // reading an input is code of the user
  void offer(PredictionRecord<?, ?> record) {
    Row row = record.row();
    Prediction<?> prediction = record.prediction();
    if (row == null || prediction == null || ended || record.version() == started.version()) {
      return;
    }
    if (!SplitMix64.isIn(started.share(), seed, record.number())) {
      return;
    }
    long size = layout.bytes() + EACH + bytes(prediction.value());
    if (bytes.get() + size > MOST_BYTES) {
      dropped.increment();
      return;
    }
    try {
      HeldRow copy = layout.copy(row);
      size += copy.textBytes();
      if (bytes.addAndGet(size) > MOST_BYTES) {
        bytes.addAndGet(-size);
        dropped.increment();
      } else {
        queue.add(waiting(copy, prediction, record.nanos(), size));
      }
    } catch (RuntimeException e) { // the caller has its answer all the same
      dropped.increment();
    }
  }

  /** Returns about how many bytes a value takes. */
  private static long bytes(Object value) {
    if (value instanceof String text) {
      return OBJECT + 2L * text.length();
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof Enum<?>) {
      return OBJECT;
    }
    if (value instanceof List<?> parts) {
      long sum = OBJECT;
      for (Object part : parts) {
        sum += Long.BYTES + bytes(part);
      }
      return sum;
    }
    return value.getClass().isArray() ? OBJECT + 8L * Array.getLength(value) : UNKNOWN;
  }

  @SuppressWarnings("unchecked") // of a server of the same task
  private static <O> Waiting<O> waiting(
      HeldRow row, Prediction<?> prediction, long nanos, long size) {
    double probability = prediction.probability().orElse(Double.NaN);
    return new Waiting<>(row, prediction.id(), (O) prediction.value(), probability, nanos, size);
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: it only lets callers go first
  private @Nullable Duration round() {
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
    if (ended) {
      queue.clear();
      return null;
    }
    if (!goesOn.getAsBoolean()) {
      over.run();
      return null;
    }
    if (!route.acquire()) {
      return null;
    }
    boolean any;
    try {
      any = repeat();
    } finally {
      route.release();
    }
    pause = any ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    return Duration.ofNanos(pause);
  }

  /** Repeats what waits; returns whether there was anything. */
  private boolean repeat() {
    PredictionCall<Row, O> call = route.borrow();
    try {
      int rows = repeat(call, 1);
      for (int i = 0; i < BATCHES && rows > 0 && !ended; i++) {
        if (repeat(call, BATCH) == 0) {
          return true;
        }
      }
      return rows > 0;
    } finally {
      route.giveBack(call);
    }
  }

  private int repeat(PredictionCall<Row, O> call, int most) {
    List<Waiting<O>> some = new ArrayList<>(most);
    List<PredictionRecord<Row, O>> records = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      Waiting<O> next = queue.poll();
      if (next == null) {
        break;
      }
      bytes.addAndGet(-next.bytes());
      some.add(next);
      records.add(new PredictionRecord<>(null, next.row()));
    }
    if (some.isEmpty()) {
      return 0;
    }
    call.answer(records, false);
    for (int i = 0; i < records.size(); i++) {
      PredictionRecord<Row, O> record = records.get(i);
      Waiting<O> served = some.get(i);
      comparison.add(
          served.id(), served.value(), served.probability(), record.value(), record.probability());
    }
    if (most == 1 && records.get(0).isAnswered()) {
      comparison.took(some.get(0).nanos(), records.get(0).nanos());
    }
    return some.size();
  }

  ShadowReport<O> report() {
    return comparison.report(
        ended ? ShadowReport.State.ENDED : ShadowReport.State.RUNNING, dropped.sum());
  }

  /** Takes nothing more, and drops what waits. */
  void stop() {
    ended = true;
    rounds.wake();
  }

  /** Ends, and frees the version, after the batch that is run. */
  void end() {
    stop();
    rounds.end(END);
    queue.clear();
    route.retire();
  }
}
