package io.lifecycle4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
 * Measures one side in this process: every caller requests the next prediction as soon as it has
 * the previous one.
 *
 * <p>Measuring begins when the JIT compiler is idle, at the latest after half a minute.
 *
 * <p>Run by {@link Comparisons} in a separate process, because PyTorch's settings apply to the
 * whole process.
 */
public final class Measurement {
  /** The number of recorded calls, which is enough for over a million per second. */
  private static final int SAMPLES = 1 << 22;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Side side;
  private final CyclicBarrier start;
  private final Duration measured;
  private volatile boolean warm;
  private volatile long cpuBefore;

  private Measurement(Side side, int callers, Duration measured) {
    this.side = side;
    this.start = new CyclicBarrier(callers, () -> cpuBefore = system.getProcessCpuTime());
    this.measured = measured;
  }

  /**
   * Measures, and prints the figures on one line.
   *
   * @param args the side, the number of callers, and the number of seconds
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if a call fails
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int callers = Integer.parseInt(args[1]);
    Duration measured = Duration.ofSeconds(Long.parseLong(args[2]));
    try (Side side = Side.open(args[0])) {
      System.out.println(new Measurement(side, callers, measured).run(callers).line());
    }
  }

  private Figures run(int callers) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<long[]>> samples = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int first = i * Side.ROWS / callers;
        samples.add(threads.submit(() -> call(first, SAMPLES / callers)));
      }
      JitCompiler.awaitIdle();
      warm = true;
      List<long[]> nanos = new ArrayList<>();
      for (Future<long[]> sample : samples) {
        nanos.add(sample.get());
      }
      long cpu = system.getProcessCpuTime() - cpuBefore;
      long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
      return Figures.of(all, measured.toNanos() / 1e9, cpu / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  /** Returns the duration of each call of a caller. */
  private long[] call(int first, int most) throws Exception {
    Side.Caller caller = side.caller();
    long[] nanos = new long[most];
    int row = first;
    while (!warm) {
      caller.call(row++ & (Side.ROWS - 1));
    }
    start.await();
    int calls = 0;
    long now = System.nanoTime();
    long end = now + measured.toNanos();
    while (now < end) {
      caller.call(row++ & (Side.ROWS - 1));
      long after = System.nanoTime();
      nanos[calls++] = after - now;
      now = after;
    }
    return Arrays.copyOf(nanos, calls);
  }
}
