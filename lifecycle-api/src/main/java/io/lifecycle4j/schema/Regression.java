package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;

/**
 * Estimates a number. The network puts out that number.
 *
 * @param label the column that holds the true number
 */
public record Regression(String label) implements Task<Double> {
  /** Checks the label. */
  public Regression {
    checkName("label", label);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public float encode(Row row) {
    double truth = required(row, "row").number(row.schema().indexOf(label));
    float value = (float) truth;
    if (!Float.isFinite(value)) {
      throw new InvalidDataException(
          "Invalid label: " + truth + " in column " + label + " (must be a finite 32-bit number)");
    }
    return value;
  }

  @Override
  public Double decode(float[] outputs, int offset) {
    FloatRange.check("outputs", outputs, offset, 1);
    return (double) outputs[offset];
  }
}
