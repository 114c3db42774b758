package io.lifecycle4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Measures how many numbers per second one core profiles and validates, compared with a bare loop
 * that sums up the numbers and their squares and compares them with a range.
 *
 * <p>All sides run in turn in one process, after warm-up rounds. The time is the processor time of
 * this thread, so that it is per core and independent of other load. A figure is the median of the
 * rounds.
 *
 * <p>Run: {@code benchmarks/run.sh profile}
 */
public final class ProfileComparisons {
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 31;
  private static final double FLOOR = 12e6;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ProfileComparisons() {}

  /**
   * Runs the comparisons and prints a line for each; a missed floor is not an error.
   *
   * @param args ignored
   */
  public static void main(String[] args) {
    for (String column : List.of("normal", "prices", "holes")) {
      new ProfileComparisons().compare(column);
    }
  }

  private void compare(String column) {
    ProfileSpeed speed = new ProfileSpeed();
    speed.column = column;
    List<Double> sketched = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double rate = perSecond(speed::sketched);
      double bare = perSecond(speed::raw);
      if (round >= 0) {
        sketched.add(rate);
        raw.add(bare);
      }
    }
    System.out.printf(
        Locale.ROOT, "  %-8s raw %,.0f values/s%n", column, PeerComparison.median(raw));
    print("profile-" + column + "-values-per-s", sketched, FLOOR);
  }

  private static void print(String name, List<Double> rates, double floor) {
    double rate = PeerComparison.median(rates);
    System.out.printf(
        Locale.ROOT,
        "%s %,.0f floor %,.0f %s%n",
        name,
        rate,
        floor,
        rate >= floor ? "met" : "missed");
  }

  private double perSecond(Supplier<Object> work) {
    long before = threads.getCurrentThreadCpuTime();
    Object result = work.get();
    double seconds = (threads.getCurrentThreadCpuTime() - before) / 1e9;
    if (result.hashCode() == 0) {
      System.out.print(""); // Uses the result.
    }
    return ProfileSpeed.COUNT / seconds;
  }
}
