package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Column;
import java.util.List;

/**
 * The steps of one number in order, in 64 bits; rounded to 32 bits once, at the end.
 *
 * <p>Immutable and thread-safe.
 */
final class Arithmetic {
  private final double[] fills;
  private final double[] shifts;
  private final double[] factors;

  Arithmetic(Column column, List<FittedStep> steps) {
    fills = new double[steps.size()];
    shifts = new double[steps.size()];
    factors = new double[steps.size()];
    for (int i = 0; i < fills.length; i++) {
      FittedStep step = steps.get(i);
      fills[i] = Double.NaN;
      factors[i] = 1;
      if (step instanceof FittedStep.Fill fill) {
        fills[i] = fill.value();
      } else if (step instanceof FittedStep.Linear linear) {
        shifts[i] = linear.shift();
        factors[i] = linear.factor();
      } else {
        throw new InvalidValueException(
            String.format(
                "Invalid preprocessing: %s on column %s, which is %s",
                step, column.name(), column.type()));
      }
    }
  }

  /** Returns the result, not finite when the value is missing and no step fills it. */
  float apply(double value) {
    double result = value;
    for (int i = 0; i < fills.length; i++) {
      if (Double.isNaN(fills[i])) {
        result = (result - shifts[i]) * factors[i];
      } else if (!Double.isFinite(result)) {
        result = fills[i];
      }
    }
    return (float) result;
  }
}
