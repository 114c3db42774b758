package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mean 0 and deviation 1 over the numbers of a row, or of each position. */
final class LayerNormKind extends LayerKind {
  private static final double EPSILON = 1e-5f;

  LayerNormKind() {
    super("layerNorm");
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return in.size() == 1 || in.size() == 2 ? null : "needs one dimension, or positions";
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("gamma", List.of((long) in.get(in.size() - 1)));
    shapes.put("beta", List.of((long) in.get(in.size() - 1)));
    return shapes;
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return new Norm((int) Placement.numbers(in), numbers.of("gamma"), numbers.of("beta"));
  }

  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  private record Norm(int size, float[] gamma, float[] beta) implements Kernel {
    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        for (int from = 0; from < size; from += gamma.length) {
          norm(out[row], from);
        }
      }
    }

    private void norm(float[] numbers, int from) {
      double sum = 0;
      for (int i = 0; i < gamma.length; i++) {
        sum += numbers[from + i];
      }
      double mean = sum / gamma.length;
      double squares = 0;
      for (int i = 0; i < gamma.length; i++) {
        double difference = numbers[from + i] - mean;
        squares += difference * difference;
      }
      double factor = 1 / Math.sqrt(squares / gamma.length + EPSILON);
      for (int i = 0; i < gamma.length; i++) {
        double normal = (numbers[from + i] - mean) * factor;
        numbers[from + i] = (float) (normal * gamma[i] + beta[i]);
      }
    }
  }
}
