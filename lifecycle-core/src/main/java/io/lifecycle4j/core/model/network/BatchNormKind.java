package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mean 0 and deviation 1 over a batch, for each number of a row or a position, or each channel of
 * an image.
 */
final class BatchNormKind extends LayerKind {
  /** What DJL adds to a variance. */
  private static final float EPSILON = 1e-5f;

  BatchNormKind() {
    super("batchNorm");
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return in.isEmpty() ? "needs at least one dimension" : null;
  }

  private static int channels(List<Integer> in) {
    return in.size() == 2 ? in.get(1) : in.get(0);
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (String name : List.of("gamma", "beta", "runningMean", "runningVar")) {
      shapes.put(name, List.of((long) channels(in)));
    }
    return shapes;
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    float[] gamma = numbers.of("gamma");
    float[] beta = numbers.of("beta");
    float[] mean = numbers.of("runningMean");
    float[] variance = numbers.of("runningVar");
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] = (float) (gamma[i] / Math.sqrt((double) variance[i] + EPSILON));
    }
    int size = (int) Placement.numbers(in);
    return in.size() == 2
        ? new Norm(repeated(mean, size), repeated(gamma, size), repeated(beta, size), 1)
        : new Norm(mean, gamma, beta, size / gamma.length);
  }

  private static float[] repeated(float[] numbers, int size) {
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = numbers[i % numbers.length];
    }
    return all;
  }

  /**
   * Uses the statistics of the training, by channel. The mean is subtracted first: where it is
   * large beside the deviation, a sum of products would lose the digits.
   */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  private record Norm(float[] means, float[] factors, float[] terms, int span) implements Kernel {
    @Override
    public int size() {
      return factors.length * span;
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        float[] numbers = out[row];
        for (int channel = 0; channel < factors.length; channel++) {
          float mean = means[channel];
          float factor = factors[channel];
          float term = terms[channel];
          int end = (channel + 1) * span;
          for (int i = channel * span; i < end; i++) {
            numbers[i] = (numbers[i] - mean) * factor + term;
          }
        }
      }
    }
  }
}
