package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidValueException.copy;

import java.util.List;

/**
 * A prepared input and what the network put out for it when it was registered.
 *
 * @param input the numbers of one row, as the preprocessing wrote them
 * @param output the numbers of the network
 */
public record GoldenRow(List<Float> input, List<Float> output) {
  /** How far an output may be from the recorded one, relative to its size and at least absolute. */
  public static final double TOLERANCE = 1e-3;

  /** Copies the numbers. */
  public GoldenRow {
    input = copy(input, "golden input");
    output = copy(output, "golden output");
  }
}
