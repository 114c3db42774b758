package io.lifecycle4j.core.profile;

import java.util.Arrays;

/**
 * Finds the bin of a number: how many edges are not above it, with -0.0 equal to 0.0.
 *
 * <p>The range of the edges is divided into equal steps, most of which have one edge or none. So a
 * table and one subtraction tell the bin, without a branch that a processor predicts wrongly.
 * Immutable.
 */
public final class BinIndex {
  private static final int STEPS = 128;

  /** The edges, and one that is above all numbers. */
  private final double[] edges;

  private final double from;
  private final double scale;

  /**
   * How many edges are in steps before each; less than 0, as {@code ~}, if more than one is in it.
   */
  private final short[] before = new short[STEPS];

  /**
   * Creates an index.
   *
   * @param edges strictly increasing
   */
  public BinIndex(double... edges) {
    this.edges = Arrays.copyOf(edges, edges.length + 1);
    this.edges[edges.length] = Double.POSITIVE_INFINITY;
    from = edges.length == 0 ? 0 : edges[0];
    double width = edges.length == 0 ? 0 : edges[edges.length - 1] - from;
    double perWidth = (STEPS - 1) / width;
    scale = width > 0 && perWidth <= Double.MAX_VALUE ? perWidth : 0;
    int[] within = new int[STEPS];
    for (double edge : edges) {
      within[step(edge)]++;
    }
    int sum = 0;
    for (int step = 0; step < STEPS; step++) {
      before[step] = (short) (within[step] > 1 ? ~sum : sum);
      sum += within[step];
    }
  }

  /** Never decreases with the value, whatever is rounded, which is all that the table needs. */
  private int step(double value) {
    return Math.max(0, Math.min(STEPS - 1, (int) ((value - from) * scale)));
  }

  /**
   * Returns the bin of a value.
   *
   * @param value finite
   */
  public int bin(double value) {
    int bin = before[step(value)];
    if (bin < 0) {
      return several(~bin, value);
    }
    // one more if the edge is not above, so that the difference has no sign
    double difference = value + 0.0 - edges[bin];
    return bin + 1 + (int) (Double.doubleToRawLongBits(difference) >> 63);
  }

  private int several(int before, double value) {
    int bin = before;
    while (edges[bin] <= value) {
      bin++;
    }
    return bin;
  }
}
