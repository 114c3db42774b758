package io.lifecycle4j.core.model.network;

import java.util.Arrays;
import java.util.List;

/**
 * Computes windows over positions as if each row ended with its last used position. The outputs
 * behind the used ones are zeros.
 *
 * @param kernel computes the windows
 * @param from the numbers of a position of the input
 * @param to the numbers of a position of the output
 * @param beyond what replaces the numbers of padding
 * @param counts the used positions of the output by those of the input
 */
@SuppressWarnings("ArrayRecordComponent") // kernels are never compared
record PaddedWindowsKernel(Kernel kernel, int from, int to, float beyond, int[] counts)
    implements Kernel.Padded {
  static PaddedWindowsKernel of(Layer layer, List<Integer> in, Kernel kernel, float beyond) {
    int[] counts = new int[in.get(0) + 1];
    Arrays.setAll(counts, layer::used);
    return new PaddedWindowsKernel(kernel, in.get(1), layer.output(in).get(1), beyond, counts);
  }

  @Override
  public int size() {
    return kernel.size();
  }

  @Override
  public float[][] scratch() {
    return kernel.scratch();
  }

  @Override
  public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
    kernel.run(in, out, rows, scratch);
  }

  @Override
  public void run(float[][] in, float[][] out, int[] used, int rows, float[][] scratch) {
    for (int row = 0; row < rows; row++) {
      Arrays.fill(in[row], used[row] * from, in[row].length, beyond);
    }
    kernel.run(in, out, rows, scratch);
    for (int row = 0; row < rows; row++) {
      used[row] = counts[used[row]];
      Arrays.fill(out[row], used[row] * to, out[row].length, 0);
    }
  }
}
