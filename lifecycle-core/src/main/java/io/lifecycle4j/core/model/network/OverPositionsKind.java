package io.lifecycle4j.core.model.network;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One position made of all that are not padding: their mean, their maximum, or the last one. */
final class OverPositionsKind extends LayerKind {
  private final How how;

  enum How {
    /** The mean over the positions. */
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

  /** Makes zeros of a row without used positions. */
  private record OverPositions(How how, int positions, int size) implements Kernel.Padded {
    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        run(in[row], out[row], positions);
      }
    }

    @Override
    public void run(float[][] in, float[][] out, int[] used, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        run(in[row], out[row], used[row]);
      }
    }

    private void run(float[] in, float[] out, int used) {
      if (used == 0) {
        Arrays.fill(out, 0);
        return;
      }
      switch (how) {
        case MEAN -> mean(in, out, used);
        case MAX -> max(in, out, used);
        default -> System.arraycopy(in, (used - 1) * size, out, 0, size);
      }
    }

    private void mean(float[] in, float[] out, int used) {
      Arrays.fill(out, 0);
      for (int position = 0; position < used; position++) {
        for (int i = 0; i < out.length; i++) {
          out[i] += in[position * out.length + i];
        }
      }
      for (int i = 0; i < out.length; i++) {
        out[i] /= (float) used;
      }
    }

    private void max(float[] in, float[] out, int used) {
      System.arraycopy(in, 0, out, 0, size);
      for (int i = size; i < used * size; i++) {
        out[i % size] = Math.max(out[i % size], in[i]);
      }
    }
  }
}
