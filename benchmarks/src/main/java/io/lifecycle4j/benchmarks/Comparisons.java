package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Compares predictions of the library with those of raw DJL, and storage with {@link
 * StorageComparisons}.
 *
 * <p>The network is dense 32-64-64-10, with one row per prediction. Each side runs in a new
 * process, alternating between ours and the peer's, five times; the ratio is the median of the five
 * pairs, so that other load on the machine affects both sides. See {@link OurModel} and {@link
 * RawDjl} for what each side does.
 *
 * <p>Run: {@code benchmarks/run.sh [NAME...]}
 */
public final class Comparisons {
  private static final String OURS = "ours";
  static final int PAIRS = 5;
  private static final String SECONDS = "3";

  private Comparisons() {}

  /**
   * Runs comparisons and prints a line for each; a missed floor is not an error.
   *
   * @param args the names of comparisons; none for all
   * @throws IOException if a side cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> wanted = List.of(args);
    List<String> known =
        Stream.concat(PeerComparison.ALL.stream(), StorageComparisons.ALL.stream())
            .map(PeerComparison::name)
            .toList();
    if (!known.containsAll(wanted)) {
      throw new IllegalArgumentException("Invalid names: " + wanted + " (there are " + known + ")");
    }
    for (PeerComparison comparison : PeerComparison.ALL) {
      if (wanted.isEmpty() || wanted.contains(comparison.name())) {
        compare(OURS, comparison);
      }
    }
    for (PeerComparison comparison : StorageComparisons.ALL) {
      if (wanted.isEmpty() || wanted.contains(comparison.name())) {
        StorageComparisons.compare(comparison);
      }
    }
  }

  /** Measures one of our sides and the peer in turn, and prints their figures and the line. */
  static void compare(String side, PeerComparison comparison)
      throws IOException, InterruptedException {
    List<Figures> ours = new ArrayList<>();
    List<Figures> peer = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      Figures mine = measure(side, comparison.callers());
      Figures theirs = measure(comparison.peer(), comparison.callers());
      ours.add(mine);
      peer.add(theirs);
      ratios.add(mine.perSecond() / theirs.perSecond());
    }
    print(side, ours);
    print(comparison.peer(), peer);
    System.out.println(comparison.line(ratios));
  }

  static Figures measure(String side, int callers) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Measurement.class.getName(),
            side,
            Integer.toString(callers),
            SECONDS);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("A side failed: " + command + "\n" + output);
    }
    return Figures.parse(output);
  }

  static void print(String side, List<Figures> runs) {
    System.out.printf(
        Locale.ROOT,
        "  %-13s %s%n",
        side,
        new Figures(
            median(runs, Figures::perSecond),
            median(runs, Figures::cpu),
            median(runs, Figures::p50),
            median(runs, Figures::p99)));
  }

  static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
    return PeerComparison.median(runs.stream().map(figure::applyAsDouble).toList());
  }
}
