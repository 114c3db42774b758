package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import java.util.Arrays;

/** Learns mean and deviation of a tensor, over all its numbers or of each channel. */
final class TensorLearner implements StepLearner {
  private final TensorChain chain;
  private final ChannelArithmetic arithmetic;
  private final boolean each;
  private final int cells;
  private final Spread[] total;

  TensorLearner(TensorChain chain, Step step) {
    this.chain = chain;
    this.arithmetic = chain.arithmetic();
    this.each = step instanceof Step.StandardizeChannels;
    this.cells = chain.column().cells();
    this.total = none();
  }

  private Spread[] none() {
    Spread[] none = new Spread[each ? chain.channels() : 1];
    Arrays.fill(none, Spread.NONE);
    return none;
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
        Spread[] block = none();
        for (int row = 0; row < used; row += cells) {
          arithmetic.apply(numbers, values, row, cells);
          join(block, values, row);
        }
        return () -> {
          for (int i = 0; i < total.length; i++) {
            total[i] = total[i].plus(block[i]);
          }
        };
      }
    };
  }

  private void join(Spread[] block, double[] values, int row) {
    int plane = cells / block.length;
    for (int i = 0; i < block.length; i++) {
      int from = row + i * plane;
      block[i] = block[i].plus(Spread.of(values, from, from + plane));
    }
  }

  @Override
  public FittedStep end() {
    String column = chain.column().name();
    for (Spread spread : total) {
      StepLearner.needs(spread.count() > 0, column);
    }
    if (each) {
      return new FittedStep.Channels(
          column,
          Arrays.stream(total).map(Spread::mean).toList(),
          Arrays.stream(total).map(spread -> Spread.inverse(column, spread.deviation())).toList());
    }
    return new FittedStep.Linear(
        column, total[0].mean(), Spread.inverse(column, total[0].deviation()));
  }
}
