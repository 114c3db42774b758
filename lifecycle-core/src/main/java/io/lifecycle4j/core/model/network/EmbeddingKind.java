package io.lifecycle4j.core.model.network;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Learned vectors of ids, zeros for id 0. */
final class EmbeddingKind extends LayerKind {
  /** Beyond it, ids are not exact as floats. */
  private static final int MOST_ENTRIES = 1 << 24;

  EmbeddingKind() {
    super(Layer.EMBEDDING, Setting.positive("entries"), Setting.positive("width"));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return in.size() == 1 ? null : "needs one dimension of ids";
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return List.of(in.get(0), layer.integer("width"));
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return Map.of(
        "weight", List.of((long) layer.integer("entries"), (long) layer.integer("width")));
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return layer.integer("entries") <= MOST_ENTRIES
        ? super.work(layer, in)
        : Double.POSITIVE_INFINITY;
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    float[][] vectors = rows(numbers.of("weight"), layer.integer("width"));
    vectors[0] = new float[layer.integer("width")];
    return new Vectors(vectors, in.get(0));
  }

  /**
   * Looks up vectors; that of id 0 is zeros. The positions behind the last id that is not 0 are
   * padding.
   */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  record Vectors(float[][] vectors, int positions) implements Kernel.Padded {
    @Override
    public int size() {
      return positions * vectors[0].length;
    }

    /** Returns an id as a float, which is exact for those that have a vector. */
    float id(Tensor ids, int place) {
      double id = ids.number(place);
      if (!(id >= 0 && id < vectors.length)) {
        throw new PredictionFailedException(
            "Cannot run network: an id is "
                + ids.bytes().getLong(place * Long.BYTES)
                + " (must be at least 0, below "
                + vectors.length
                + ")");
      }
      return (float) id;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      int width = vectors[0].length;
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < positions; i++) {
          System.arraycopy(vectors[(int) in[row][i]], 0, out[row], i * width, width);
        }
      }
    }

    @Override
    public void run(float[][] in, float[][] out, int[] used, int rows, float[][] scratch) {
      run(in, out, rows, scratch);
      for (int row = 0; row < rows; row++) {
        int last = positions;
        while (last > 0 && in[row][last - 1] == 0) {
          last--;
        }
        used[row] = last;
      }
    }
  }
}
