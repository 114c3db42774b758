package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a prediction that has an answer.
 *
 * @param probability that of the answer; NaN if there is none
 * @param outputs those of the network; null if they are not in the log
 * @param truth null if no label is recorded
 */
record LiveRow(
    Instant time,
    String answer,
    double probability,
    @SuppressWarnings("ArrayRecordComponent") float @Nullable [] outputs, // never compared
    @Nullable GroundTruth truth) {
  static LiveRow of(LoggedPrediction prediction, String answer) {
    List<Float> outputs = prediction.outputs();
    return new LiveRow(
        prediction.time(),
        answer,
        prediction.probability().orElse(Double.NaN),
        outputs.isEmpty() ? null : numbers(outputs),
        prediction.findGroundTruth().orElse(null));
  }

  private static float[] numbers(List<Float> outputs) {
    float[] numbers = new float[outputs.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = outputs.get(i);
    }
    return numbers;
  }

  @Nullable Object label() {
    return truth == null ? null : truth.label();
  }
}
