package io.lifecycle4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures one side in this process: every caller asks again as soon as it has its answer.
 *
 * <p>Run by {@link Comparisons}, in a process of its own, since PyTorch's settings are those of a
 * process.
 */
public final class Measurement {
  /** How many calls can be told apart: over a million a second. */
  private static final int SAMPLES = 1 << 22;

  private final Side side;
  private final CyclicBarrier start;
  private final long warmUp;
  private final long measured;

  private Measurement(Side side, int callers, Duration each) {
    this.side = side;
    this.start = new CyclicBarrier(callers);
    this.warmUp = each.toNanos();
    this.measured = each.toNanos();
  }

  /**
   * Measures, and prints the figures on one line.
   *
   * @param args the side, how many callers, and the seconds of warm-up and again of measurement
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if a call fails
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int callers = Integer.parseInt(args[1]);
    Duration each = Duration.ofMillis((long) (1_000 * Double.parseDouble(args[2])));
    try (Side side = Side.open(args[0])) {
      System.out.println(new Measurement(side, callers, each).run(callers).line());
    }
  }

  private Figures run(int callers) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<long[]>> samples = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int first = i * Side.ROWS / callers;
        int most = SAMPLES / callers;
        samples.add(threads.submit(() -> call(first, most)));
      }
      List<long[]> nanos = new ArrayList<>();
      for (Future<long[]> sample : samples) {
        nanos.add(sample.get());
      }
      long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
      return Figures.of(all, measured / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  /** Returns how long each call of one caller took. */
  private long[] call(int first, int most) throws Exception {
    Side.Caller caller = side.caller();
    int row = first;
    start.await();
    long end = System.nanoTime() + warmUp;
    while (System.nanoTime() < end) {
      caller.call(row++ & (Side.ROWS - 1));
    }
    start.await();
    long[] nanos = new long[most];
    int calls = 0;
    long now = System.nanoTime();
    end = now + measured;
    while (now < end) {
      caller.call(row++ & (Side.ROWS - 1));
      long after = System.nanoTime();
      nanos[calls++] = after - now;
      now = after;
    }
    return Arrays.copyOf(nanos, calls);
  }
}
