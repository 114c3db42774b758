package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.core.profile.RunningMoments;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import org.jspecify.annotations.Nullable;

/**
 * Mean and spread of a column of numbers or tensors, carried through its steps.
 *
 * <p>Every step is linear or fills in a constant, so that one pass over the rows is enough: what a
 * later step would see follows from the spread and the number of missing cells.
 */
final class LearnedNumbers implements Learned {
  private final String column;
  private final int place;
  private final float[] tensor;
  private final RunningMoments moments = new RunningMoments();
  private long missing;
  private @Nullable Spread current;

  LearnedNumbers(Column column, int place) {
    this.column = column.name();
    this.place = place;
    this.tensor = new float[column.type() == DataType.TENSOR ? column.cells() : 0];
  }

  @Override
  public void add(Row row) {
    if (tensor.length > 0) {
      row.tensor(place, tensor, 0);
      moments.add(tensor, tensor.length);
      return;
    }
    double value = row.number(place);
    if (Double.isFinite(value)) {
      moments.add(value);
    } else {
      missing++;
    }
  }

  @Override
  public FittedStep fit(Step step) {
    Spread before =
        current == null
            ? new Spread(moments.count(), missing, moments.mean(), moments.squares())
            : current;
    FittedStep fitted = fit(step, before);
    if (fitted instanceof FittedStep.Fill fill) {
      current = before.filled(fill.value());
    } else if (fitted instanceof FittedStep.Linear linear) {
      current = before.moved(linear.shift(), linear.factor());
    }
    return fitted;
  }

  private FittedStep fit(Step step, Spread spread) {
    if (step instanceof Step.ImputeMean) {
      return new FittedStep.Fill(column, mean(spread, "impute"));
    }
    if (step instanceof Step.ImputeConstant constant) {
      return new FittedStep.Fill(column, constant.value());
    }
    if (step instanceof Step.Scale scale) {
      return new FittedStep.Linear(column, 0, scale.factor());
    }
    if (step instanceof Step.Standardize) {
      double mean = mean(spread, "standardize");
      return new FittedStep.Linear(column, mean, factor(spread.deviation()));
    }
    throw new InvalidValueException("Invalid preprocessing: " + step + " on a number");
  }

  private double mean(Spread spread, String step) {
    check(
        spread.count() > 0,
        "Invalid preprocessing: column %s has no number in any training row (%s needs one)",
        column,
        step);
    return spread.mean();
  }

  /** A constant column has no spread to divide by: it becomes 0. */
  private static double factor(double deviation) {
    double factor = 1 / deviation;
    return Double.isFinite(factor) ? factor : 0;
  }
}
