package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.List;

/**
 * How a row becomes the numbers that a network takes.
 *
 * <p>It is the same for a training batch and for one request.
 *
 * @param input the columns of an input, in the order of their numbers
 * @param steps the fitted steps, in order
 */
public record FittedPreprocessing(Schema input, List<FittedStep> steps) {
  /** Checks the parts. */
  public FittedPreprocessing {
    required(input, "input schema");
    steps = copy(steps, "steps");
  }

  /**
   * Tells how many numbers one row becomes.
   *
   * @return the sum over the columns
   */
  public int width() {
    return input.columns().stream().mapToInt(this::width).reduce(0, Math::addExact);
  }

  /**
   * Returns the shape of one row as the network sees it.
   *
   * @return the dimensions, outermost first: those of the tensor if the input is a single tensor,
   *     else {@code [width]}
   */
  public List<Integer> shape() {
    Column first = input.columns().get(0);
    boolean single = input.columns().size() == 1 && first.type() == DataType.TENSOR;
    return single ? first.shape() : List.of(width());
  }

  private int width(Column column) {
    return steps.stream()
        .filter(step -> step.column().equals(column.name()))
        .filter(FittedStep.Encode.class::isInstance)
        .mapToInt(step -> ((FittedStep.Encode) step).categories().size())
        .findFirst()
        .orElse(column.cells());
  }
}
