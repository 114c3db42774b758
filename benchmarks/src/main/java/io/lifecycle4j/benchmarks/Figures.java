package io.lifecycle4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * The measurements of one side in one process.
 *
 * @param perSecond predictions per second, of all callers together
 * @param cpu processor time per prediction in microseconds, of all threads of the process
 * @param p50 the median latency in microseconds
 * @param p99 the 99th percentile of the latency in microseconds
 */
record Figures(double perSecond, double cpu, double p50, double p99) {
  private static final String MARK = "figures ";

  /** Summarises a measurement; sorts the latencies. */
  static Figures of(long[] nanos, double seconds, double cpuSeconds) {
    Arrays.sort(nanos);
    return new Figures(
        nanos.length / seconds,
        1e6 * cpuSeconds / nanos.length,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3);
  }

  /** Returns the line that {@link #parse} finds. */
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
