package io.lifecycle4j.core.model.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A learned vector for each position, added to its numbers. */
final class PositionsKind extends LayerKind {
  PositionsKind() {
    super("positions");
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return needPositions(in);
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return Map.of("weight", List.of((long) in.get(0), (long) in.get(1)));
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return new Sum(numbers.of("weight"));
  }

  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  private record Sum(float[] terms) implements Kernel {
    @Override
    public int size() {
      return terms.length;
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        Kernel.add(out[row], 1, terms);
      }
    }
  }
}
