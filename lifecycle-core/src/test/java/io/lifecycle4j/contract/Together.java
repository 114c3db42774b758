package io.lifecycle4j.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs the same work on several threads that begin at the same moment, and waits for others. */
public final class Together {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Together() {}

  /**
   * One thread's share of the work.
   *
   * @param <T> the type of its result
   */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param thread the number of the thread, from 0
     * @return its result
     * @throws Exception when it fails
     */
    T run(int thread) throws Exception;
  }

  /**
   * Runs the work on every thread and waits.
   *
   * @param <T> the type of a result
   * @param threads how many threads
   * @param work what each does
   * @return the results in the order of the threads
   * @throws Exception what the first failed thread threw, as the cause
   */
  public static <T> List<T> run(int threads, Work<T> work) throws Exception {
    return run(threads, LIMIT, work);
  }

  /**
   * Runs the work on every thread and waits for as long as is said.
   *
   * @param <T> the type of a result
   * @param threads how many threads
   * @param limit how long to wait for each
   * @param work what each does
   * @return the results in the order of the threads
   * @throws Exception what the first failed thread threw, as the cause
   */
  public static <T> List<T> run(int threads, Duration limit, Work<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        futures.add(
            executor.submit(
                () -> {
                  start.await(limit.toNanos(), TimeUnit.NANOSECONDS);
                  return work.run(thread);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(limit.toNanos(), TimeUnit.NANOSECONDS));
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * Waits until something is true; fails after two minutes.
   *
   * @param reached what to wait for
   */
  public static void awaitTrue(BooleanSupplier reached) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("Not reached after " + LIMIT);
      }
      LockSupport.parkNanos(200_000);
    }
  }
}
