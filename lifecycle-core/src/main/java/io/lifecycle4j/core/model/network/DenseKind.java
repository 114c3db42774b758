package io.lifecycle4j.core.model.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fully connected layer on one dimension, or on the numbers of each position. */
final class DenseKind extends LayerKind {
  DenseKind() {
    super("dense", Setting.positive("units"));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return in.size() == 1 || in.size() == 2 ? null : "needs one dimension, add flatten before it";
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    int units = layer.integer("units");
    return in.size() == 1 ? List.of(units) : List.of(in.get(0), units);
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return withBias(List.of((long) layer.integer("units"), (long) in.get(in.size() - 1)));
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return (double) layer.integer("units") * Placement.numbers(in);
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    int width = in.get(in.size() - 1);
    float[][] columns = transposed(rows(numbers.of("weight"), width), width);
    return in.size() == 1
        ? new Dense(columns, numbers.of("bias"))
        : new Conv1dKind.Conv1d(columns, numbers.of("bias"), in.get(0), in.get(0), width, 1, 0);
  }

  /** Computes a layer on one dimension. */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  private record Dense(float[][] weights, float[] bias) implements Kernel {
    @Override
    public int size() {
      return bias.length;
    }

    /** Uses four rows of weights for all rows, while they are in the cache of the processor. */
    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(bias, 0, out[row], 0, bias.length);
      }
      int place = 0;
      for (; place + 4 <= weights.length; place += 4) {
        for (int row = 0; row < rows; row++) {
          Kernel.add(out[row], in[row], place, weights, place);
        }
      }
      for (; place < weights.length; place++) {
        for (int row = 0; row < rows; row++) {
          Kernel.add(out[row], in[row][place], weights[place]);
        }
      }
    }
  }
}
