package io.lifecycle4j.core.model.network;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One position made of all: their mean, their maximum, or the last one. */
final class OverPositionsKind extends LayerKind {
  private final How how;

  enum How {
    /** The mean over the positions that are not all zeros, such as padding. */
    MEAN,
    /** The maximum of each number. */
    MAX,
    /** The last position. */
    LAST
  }

  OverPositionsKind(String name, How how) {
    super(name);
    this.how = how;
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return needPositions(in);
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return List.of(in.get(1));
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return new OverPositions(how, in.get(0), in.get(1));
  }

  private record OverPositions(How how, int positions, int size) implements Kernel {
    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        switch (how) {
          case MEAN -> mean(in[row], out[row]);
          case MAX -> max(in[row], out[row]);
          default -> System.arraycopy(in[row], (positions - 1) * size, out[row], 0, size);
        }
      }
    }

    private void mean(float[] in, float[] out) {
      Arrays.fill(out, 0);
      int used = 0;
      for (int position = 0; position < positions; position++) {
        float size = 0;
        for (int i = 0; i < out.length; i++) {
          float number = in[position * out.length + i];
          size += Math.abs(number);
          out[i] += number;
        }
        used += size > 0 ? 1 : 0;
      }
      for (int i = 0; i < out.length; i++) {
        out[i] /= (float) Math.max(1, used);
      }
    }

    private void max(float[] in, float[] out) {
      System.arraycopy(in, 0, out, 0, size);
      for (int i = size; i < positions * size; i++) {
        out[i % size] = Math.max(out[i % size], in[i]);
      }
    }
  }
}
