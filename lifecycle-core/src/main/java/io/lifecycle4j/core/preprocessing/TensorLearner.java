package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.profile.RunningMoments;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Learns the mean and deviation of a tensor, over all numbers or by channel. */
final class TensorLearner implements StepLearner {
  private final TensorChain chain;
  private final boolean each;
  private final int cells;
  private final RunningMoments[] total;

  TensorLearner(TensorChain chain, Step step) {
    this.chain = chain;
    this.cells = chain.column().cells();
    this.each = step instanceof Step.StandardizeChannels;
    this.total = none(each ? chain.channels() : 1);
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
        row.tensor(chain.place(), numbers, used);
        for (int i = used; i < used + cells; i++) {
          if (!Float.isFinite(numbers[i])) {
            throw InputProblems.infinite(chain.column(), i - used, numbers[i]);
          }
        }
        used += cells;
      }

      @Override
      public Runnable summarize() {
        double[] values = new double[used];
        RunningMoments[] block = none(total.length);
        for (int row = 0; row < used; row += cells) {
          chain.apply(numbers, values, row);
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
    String column = chain.column().name();
    List<Moments> moments = new ArrayList<>();
    for (RunningMoments plane : total) {
      StepLearner.needs(plane.count() > 0, column);
      moments.add(plane.toMoments());
    }
    List<Double> means = moments.stream().map(Moments::mean).toList();
    List<Double> factors =
        moments.stream().map(of -> StepLearner.inverse(column, of.deviation())).toList();
    return each
        ? new FittedStep.Channels(column, means, factors)
        : new FittedStep.Linear(column, means.get(0), factors.get(0));
  }
}
