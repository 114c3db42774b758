package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * A prepared input and the output that the registered network gave for it.
 *
 * @param input the numbers of one row, as the preprocessing wrote them
 * @param output the numbers of the network, all finite
 */
public record GoldenRow(List<Float> input, List<Float> output) {
  /** The tolerated distance from a recorded output: relative above 1, absolute below. */
  public static final double TOLERANCE = 1e-3;

  /** Checks and copies the numbers. */
  public GoldenRow {
    input = copy(input, "golden input");
    output = copy(output, "golden output");
    for (float number : output) {
      check(Float.isFinite(number), "Invalid golden output: %s (must be finite)", number);
    }
  }
}
