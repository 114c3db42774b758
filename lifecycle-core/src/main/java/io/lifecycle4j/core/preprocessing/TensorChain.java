package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A tensor whose first dimension is the channel; a step shifts and scales each channel. */
final class TensorChain implements Chain {
  private final Column column;
  private final int place;
  private final List<FittedStep.Channels> steps;
  private final double[][] shifts;
  private final double[][] factors;

  /**
   * Creates a chain.
   *
   * @param place the place of the column in a row
   * @param steps a shift and a factor for each channel
   */
  TensorChain(Column column, int place, List<FittedStep.Channels> steps) {
    this.column = column;
    this.place = place;
    this.steps = steps;
    this.shifts = steps.stream().map(step -> array(step.shifts())).toArray(double[][]::new);
    this.factors = steps.stream().map(step -> array(step.factors())).toArray(double[][]::new);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  Column column() {
    return column;
  }

  int place() {
    return place;
  }

  int channels() {
    return column.shape().get(0);
  }

  @Override
  public Chain then(FittedStep step) {
    List<FittedStep.Channels> more = new ArrayList<>(steps);
    if (step instanceof FittedStep.Linear linear) {
      more.add(
          new FittedStep.Channels(
              column.name(),
              Collections.nCopies(channels(), linear.shift()),
              Collections.nCopies(channels(), linear.factor())));
    } else if (step instanceof FittedStep.Channels channels) {
      check(
          channels.shifts().size() == channels(),
          "Invalid preprocessing: %s channels for column %s (it has %s)",
          channels.shifts().size(),
          column.name(),
          channels());
      more.add(channels);
    } else {
      throw Chain.wrong(step);
    }
    return new TensorChain(column, place, List.copyOf(more));
  }

  /** Applies the steps, in 64 bits, to one tensor at the same offset of both arrays. */
  void apply(float[] values, double[] target, int offset) {
    int cells = column.cells();
    int plane = cells / channels();
    for (int i = 0; i < cells; i++) {
      target[offset + i] = values[offset + i];
    }
    for (int step = 0; step < shifts.length; step++) {
      for (int from = 0; from < cells; from += plane) {
        double shift = shifts[step][from / plane];
        double factor = factors[step][from / plane];
        for (int i = offset + from; i < offset + from + plane; i++) {
          target[i] = (target[i] - shift) * factor;
        }
      }
    }
  }

  @Override
  public StepLearner learner(Step step) {
    return new TensorLearner(this, step);
  }

  @Override
  public CellWriter writer() {
    float[] read = new float[column.cells()];
    double[] results = new double[read.length];
    float[] numbers = new float[read.length];
    return (row, target) -> {
      row.tensor(place, read, 0);
      apply(read, results, 0);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) results[i];
        if (!Float.isFinite(numbers[i])) {
          throw InputProblems.becomes(column, i, read[i], numbers[i]);
        }
      }
      target.put(numbers);
    };
  }
}
