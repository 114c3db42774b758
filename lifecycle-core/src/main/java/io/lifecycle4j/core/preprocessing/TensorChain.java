package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.profile.RunningMoments;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

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

  private int channels() {
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
  private void apply(float[] values, double[] target, int offset) {
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
    return new Learner(step);
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

  /** Learns the mean and deviation of a tensor, over all numbers or by channel. */
  private final class Learner implements StepLearner {
    private final boolean each;
    private final int cells = column.cells();
    private final RunningMoments[] total;

    Learner(Step step) {
      this.each = step instanceof Step.StandardizeChannels;
      this.total = none(each ? channels() : 1);
    }

    private static RunningMoments[] none(int planes) {
      return Stream.generate(RunningMoments::new).limit(planes).toArray(RunningMoments[]::new);
    }

    @Override
    public Block block(int rows) {
      float[] numbers = new float[Math.multiplyExact(rows, cells)];
      return new Block() {
        private int used;

        @Override
        public void add(Row row) {
          row.tensor(place, numbers, used);
          for (int i = used; i < used + cells; i++) {
            if (!Float.isFinite(numbers[i])) {
              throw InputProblems.infinite(column, i - used, numbers[i]);
            }
          }
          used += cells;
        }

        @Override
        public Runnable summarize() {
          double[] values = new double[used];
          RunningMoments[] block = none(total.length);
          for (int row = 0; row < used; row += cells) {
            apply(numbers, values, row);
            join(block, values, row);
          }
          return () -> {
            for (int i = 0; i < total.length; i++) {
              total[i].merge(block[i]);
            }
          };
        }
      };
    }

    private void join(RunningMoments[] block, double[] values, int row) {
      int plane = cells / block.length;
      for (int i = 0; i < block.length; i++) {
        int from = row + i * plane;
        double[] finite =
            Arrays.stream(values, from, from + plane).filter(Double::isFinite).toArray();
        block[i].add(finite, 0, finite.length);
      }
    }

    @Override
    public FittedStep end() {
      String name = column.name();
      List<Moments> moments = new ArrayList<>();
      for (RunningMoments plane : total) {
        StepLearner.needs(plane.count() > 0, name);
        moments.add(plane.toMoments());
      }
      List<Double> means = moments.stream().map(Moments::mean).toList();
      List<Double> factors =
          moments.stream().map(of -> StepLearner.inverse(name, of.deviation())).toList();
      return each
          ? new FittedStep.Channels(name, means, factors)
          : new FittedStep.Linear(name, means.get(0), factors.get(0));
    }
  }
}
