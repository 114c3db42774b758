package io.lifecycle4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured of one side in one process.
 *
 * @param perSecond answers a second, of all callers together
 * @param cpu microseconds of processor time for an answer, of all threads of the process
 * @param p50 microseconds that half of the calls took at most
 * @param p99 microseconds that 99 of 100 calls took at most
 */
record Figures(double perSecond, double cpu, double p50, double p99) {
  private static final String MARK = "figures ";

  /** Sums up a measurement; sorts the latencies. */
  static Figures of(long[] nanos, double seconds, double cpuSeconds) {
    Arrays.sort(nanos);
    return new Figures(
        nanos.length / seconds,
        1e6 * cpuSeconds / nanos.length,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3);
  }

  /** Prints the line that {@link #parse} finds again. */
  String line() {
    return MARK + perSecond + " " + cpu + " " + p50 + " " + p99;
  }

  static Figures parse(String output) {
    String line =
        output
            .lines()
            .filter(text -> text.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("A side printed no figures:\n" + output));
    double[] parts =
        Arrays.stream(line.substring(MARK.length()).split(" ", -1))
            .mapToDouble(Double::parseDouble)
            .toArray();
    return new Figures(parts[0], parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,.0f/s, cpu %.1f us, p50 %.1f us, p99 %.1f us", perSecond, cpu, p50, p99);
  }
}
