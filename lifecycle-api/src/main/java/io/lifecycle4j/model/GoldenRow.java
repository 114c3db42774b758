package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A preprocessed input and the outputs that the registered network computed for it.
 *
 * @param inputs the preprocessed numbers of one row, by the name of the input
 * @param outputs the outputs of the network, by the name of the output, all finite
 */
public record GoldenRow(Map<String, List<Float>> inputs, Map<String, List<Float>> outputs) {
  /** The tolerated difference from a recorded output: relative above 1, absolute below. */
  public static final double TOLERANCE = 1e-3;

  /** Checks and copies the numbers. */
  public GoldenRow {
    inputs = copies(inputs, "golden input");
    outputs = copies(outputs, "golden output");
    outputs.forEach(
        (name, numbers) -> {
          for (float number : numbers) {
            check(
                Float.isFinite(number),
                "Invalid golden output %s: %s (must be finite)",
                name,
                number);
          }
        });
  }

  private static Map<String, List<Float>> copies(Map<String, List<Float>> numbers, String what) {
    Map<String, List<Float>> copies = new TreeMap<>();
    copy(numbers, what).forEach((name, list) -> copies.put(name, copy(list, what + " " + name)));
    return Collections.unmodifiableMap(copies);
  }
}
