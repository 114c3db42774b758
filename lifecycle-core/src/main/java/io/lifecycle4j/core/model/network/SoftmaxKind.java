package io.lifecycle4j.core.model.network;

import java.util.List;

/** Positive numbers with the sum 1: of a row, or of each position. */
final class SoftmaxKind extends LayerKind {
  private static final double EXPONENTIAL = 100;

  SoftmaxKind() {
    super("softmax");
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return EXPONENTIAL * Placement.numbers(in);
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return new Softmax((int) Placement.numbers(in), in.get(in.size() - 1));
  }

  private record Softmax(int size, int width) implements Kernel {
    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        for (int from = 0; from < size; from += width) {
          softmax(out[row], from, from + width);
        }
      }
    }

    private static void softmax(float[] numbers, int from, int end) {
      float most = Float.NEGATIVE_INFINITY;
      for (int i = from; i < end; i++) {
        most = Math.max(most, numbers[i]);
      }
      double sum = 0;
      for (int i = from; i < end; i++) {
        numbers[i] = (float) Math.exp((double) numbers[i] - most);
        sum += numbers[i];
      }
      for (int i = from; i < end; i++) {
        numbers[i] = (float) (numbers[i] / sum);
      }
    }
  }
}
