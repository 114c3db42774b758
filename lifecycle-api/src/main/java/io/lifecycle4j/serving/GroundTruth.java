package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.List;

/**
 * The newest true label of a prediction.
 *
 * @param label a text, a {@link Double}, or a list of them: its {@code toString()} is that of an
 *     equal answer
 * @param time when it was recorded
 * @param times how many labels were recorded for the prediction: 1, or more if it was corrected
 */
public record GroundTruth(Object label, Instant time, int times) {
  /** Checks the parts. */
  public GroundTruth {
    required(label, "label");
    label = label instanceof List<?> parts ? List.copyOf(parts) : label;
    required(time, "time");
    check(times >= 1, "Invalid ground truth: recorded %s times (must be at least 1)", times);
  }
}
