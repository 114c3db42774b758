package io.lifecycle4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured of one side in one process.
 *
 * @param perSecond answers a second, of all callers together
 * @param p50 microseconds that half of the calls took at most
 * @param p99 microseconds that 99 of 100 calls took at most
 */
record Figures(double perSecond, double p50, double p99) {
  private static final String MARK = "figures ";

  /** Sums up a measurement; sorts the latencies. */
  static Figures of(long[] nanos, double seconds) {
    Arrays.sort(nanos);
    return new Figures(
        nanos.length / seconds,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3);
  }

  /** Prints the line that {@link #parse} finds again. */
  String line() {
    return MARK + perSecond + " " + p50 + " " + p99;
  }

  static Figures parse(String output) {
    String line =
        output
            .lines()
            .filter(text -> text.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("A side printed no figures:\n" + output));
    String[] parts = line.substring(MARK.length()).split(" ", -1);
    return new Figures(
        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,.0f/s, p50 %.1f us, p99 %.1f us", perSecond, p50, p99);
  }
}
