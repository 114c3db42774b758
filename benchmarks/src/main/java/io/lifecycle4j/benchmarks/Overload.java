package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.schema.Tasks.regression;
import static io.lifecycle4j.serving.Limits.concurrent;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Ten times more calls than a model can answer, for 30 seconds.
 *
 * <p>The model is a function that takes 4 ms without using a processor, as one that waits for a
 * device does, so that callers do not take processor time from it; four calls run at once. Callers
 * come by a timetable, ten times as often as calls can be answered, whatever happens to those
 * before. Claims under test: accepted calls end within their deadline at the 99th percentile, 90 %
 * of the capacity that was measured before without limits remains, a rejection takes at most 0.1 ms
 * of processor time at the 99th percentile, and the heap does not grow.
 *
 * <p>Run: {@code java -cp … io.lifecycle4j.benchmarks.Overload [SECONDS]}
 */
public final class Overload {
  private static final int CONCURRENT = 4;
  private static final long SERVICE_NANOS = 4_000_000;
  private static final int CALLERS = 200;
  private static final int FACTOR = 10;
  private static final Duration DEADLINE = Duration.ofMillis(50);

  /** Draws when each caller comes first; the same ones in each run. */
  private final Random random = new Random(20_261_130);

  private final ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
  private final ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> rejected = new ConcurrentLinkedQueue<>();

  private Overload() {}

  /** An input. */
  record Load(double size) {}

  /**
   * Runs and prints a line for each claim; a missed one is not an error.
   *
   * @param args the seconds of overload; 30 by default
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    new Overload().run(args.length == 0 ? 30 : Integer.parseInt(args[0]));
  }

  private static double served(Load load) {
    long end = System.nanoTime() + SERVICE_NANOS;
    for (long left = SERVICE_NANOS; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return load.size();
  }

  private static ManagedModel<Load, Double> open(Lifecycle home, Limits limits) {
    return home.model("load", Load.class, regression("y"))
        .serving(Overload::served)
        .limits(limits)
        .open();
  }

  private void run(int seconds) throws InterruptedException {
    try (Lifecycle home = Lifecycle.builder().location(URI.create("memory:new")).open()) {
      double capacity = capacity(home, Math.max(2, seconds / 6));
      try (ManagedModel<Load, Double> model =
          open(home, concurrent(CONCURRENT).queued(256).deadline(DEADLINE))) {
        double interval = CALLERS / (FACTOR * capacity);
        overload(model, interval, Math.max(2, seconds / 6));
        long before = heap();
        accepted.clear();
        rejected.clear();
        double goodput = overload(model, interval, seconds) / (double) seconds;
        print(capacity, goodput, before, heap());
      }
    }
  }

  /** Returns how many calls a second are answered with as many callers as may run. */
  private static double capacity(Lifecycle home, int seconds) throws InterruptedException {
    try (ManagedModel<Load, Double> model = open(home, concurrent(CONCURRENT))) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      List<Long> counts = new ArrayList<>();
      together(
          CONCURRENT,
          () -> {
            long count = 0;
            for (; System.nanoTime() < end; count++) {
              model.predict(new Load(1));
            }
            synchronized (counts) {
              counts.add(count);
            }
          });
      return counts.stream().mapToLong(Long::longValue).sum() / (double) seconds;
    }
  }

  /** Calls by a timetable; returns how many calls ended within the deadline. */
  private long overload(ManagedModel<Load, Double> model, double interval, int seconds)
      throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    int before = accepted.size();
    together(
        CALLERS,
        () -> {
          long next = begin + (long) (random.nextDouble() * interval * 1e9);
          while (System.nanoTime() < end) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
              LockSupport.parkNanos(left);
            }
            next += (long) (interval * 1e9);
            call(model);
          }
        });
    return accepted.stream().skip(before).filter(nanos -> nanos <= DEADLINE.toNanos()).count();
  }

  private void call(ManagedModel<Load, Double> model) {
    long begin = System.nanoTime();
    long used = cpu.getCurrentThreadCpuTime();
    try {
      model.predict(new Load(1));
      accepted.add(System.nanoTime() - begin);
    } catch (OverloadedException e) {
      rejected.add(cpu.getCurrentThreadCpuTime() - used);
    }
  }

  private static void together(int threads, Runnable body) throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(body);
      thread.setDaemon(true);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
  }

  /** Without the times that this benchmark keeps: a boxed number and its node in a queue each. */
  private long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        - 48L * (accepted.size() + rejected.size());
  }

  private void print(double capacity, double goodput, long before, long after) {
    System.out.printf(
        Locale.ROOT,
        "  capacity %.0f/s, in time %.0f/s, %d accepted, %d rejected%n",
        capacity,
        goodput,
        accepted.size(),
        rejected.size());
    print("overload-accepted-p99-ms", p99(accepted) / 1e6, (double) DEADLINE.toMillis());
    double share = goodput / capacity;
    System.out.printf(
        Locale.ROOT,
        "overload-goodput %.3f floor 0.9 %s%n",
        share,
        share >= 0.9 ? "met" : "missed");
    print("overload-rejection-p99-ms", p99(rejected) / 1e6, 0.1);
    print("overload-heap-growth-mb", (after - before) / 1e6, 5);
  }

  private static void print(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.3f ceiling %s %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }

  private static double p99(ConcurrentLinkedQueue<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[(int) (0.99 * (sorted.length - 1))];
  }
}
