package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * What a version predicts for rows, in their order. May be kept.
 *
 * @param predictions the predicted value of each row, such as a class or a number
 * @param outputs the outputs of the network, such as the scores of the classes: a read-only tensor
 *     for each of {@link io.lifecycle4j.schema.Task#outputs}, row after row
 */
public record PredictedRows(List<Object> predictions, List<Tensor> outputs) {
  /** Checks and copies the lists; the numbers are not copied. */
  public PredictedRows {
    predictions = copy(predictions, "predictions");
    outputs = copy(outputs, "outputs").stream().map(Tensor::readOnly).toList();
    for (Tensor output : outputs) {
      check(
          output.shape().length > 0 && output.shape()[0] == predictions.size(),
          "Invalid outputs: %s (must have a row for each of %s predictions)",
          output,
          predictions.size());
    }
  }
}
