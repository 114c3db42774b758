package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the time of a search with filter, sort and a page of 100, in homes of many runs.
 *
 * <p>Warm searches run in one process after warm-up rounds; a cold search runs in a new process and
 * is measured from its start to its end, including the opening of the home. A figure is the median
 * of the rounds.
 *
 * <p>Run: {@code benchmarks/run.sh search}
 */
public final class TrackingSearch {
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 101;
  private static final int COLD_ROUNDS = 7;
  private static final String COLD = "cold";

  private static final RunQuery QUERY =
      RunQuery.builder()
          .experiment("fraud")
          .where(
              "metrics.metric0 > 0.25 AND params.param1 != 'param-0000050' AND tags.team = 'fraud'")
          .orderBy("metrics.metric1 DESC")
          .limit(100)
          .build();

  private TrackingSearch() {}

  /**
   * Runs the measurements and prints a line for each; a missed floor is not an error.
   *
   * @param args none, or the arguments of a process that searches once
   * @throws IOException if a process cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 2 && args[0].equals(COLD)) {
      once(Path.of(args[1]));
      return;
    }
    measure(10_000, 5, 1_000);
    measure(100_000, 50, Double.NaN);
  }

  private static void measure(int runs, double warm, double cold)
      throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try {
      SearchedHome.fill(directory, runs);
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < COLD_ROUNDS; i++) {
        millis.add(coldMillis(directory));
      }
      print("search-" + runs + "-runs-cold-ms", millis, cold);
      print("search-" + runs + "-runs-warm-ms", warmMillis(directory), warm);
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static List<Double> warmMillis(Path directory) {
    List<Double> millis = new ArrayList<>();
    try (Medium medium = Media.existing(directory)) {
      ExperimentTracker tracker = Tracking.over(medium);
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long begin = System.nanoTime();
        check(tracker.search(QUERY));
        if (round >= 0) {
          millis.add((System.nanoTime() - begin) / 1e6);
        }
      }
    }
    return millis;
  }

  private static double coldMillis(Path directory) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TrackingSearch.class.getName(),
            COLD,
            directory.toString());
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("A search failed:\n" + output);
    }
    System.out.print(output);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void once(Path directory) {
    long begin = System.nanoTime();
    try (Medium medium = Media.existing(directory)) {
      check(Tracking.over(medium).search(QUERY));
      System.out.printf(
          Locale.ROOT, "  in the process %.0f ms%n", (System.nanoTime() - begin) / 1e6);
    }
  }

  private static void check(RunPage page) {
    if (page.runs().size() != QUERY.limit() || page.next().isEmpty()) {
      throw new IllegalStateException("Found " + page.runs().size() + " runs");
    }
  }

  private static void print(String name, List<Double> millis, double ceiling) {
    double median = PeerComparison.median(millis);
    String verdict = median <= ceiling ? "met" : "missed";
    System.out.printf(
        Locale.ROOT,
        "%s %.2f%s%n",
        name,
        median,
        Double.isNaN(ceiling)
            ? ""
            : String.format(Locale.ROOT, " ceiling %s %s", ceiling, verdict));
  }
}
