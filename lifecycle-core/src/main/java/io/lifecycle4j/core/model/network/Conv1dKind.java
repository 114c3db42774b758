package io.lifecycle4j.core.model.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A convolution over positions, whose numbers are the channels. */
final class Conv1dKind extends LayerKind {
  Conv1dKind() {
    super(
        "conv1d",
        Setting.positive("filters"),
        Setting.positive("kernel"),
        Setting.whole("stride", 1, 1),
        Setting.whole("padding", 0, 0),
        Setting.whole("groups", 1, 1));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    if (in.size() != 2) {
      return "needs positions and numbers";
    }
    return Window.of(layer, "kernel").problem(in.get(0), "positions") != null
        ? Window.of(layer, "kernel").problem(in.get(0), "positions")
        : Window.groupsProblem(layer, in.get(1));
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return List.of(Window.of(layer, "kernel").output(in.get(0)), layer.integer("filters"));
  }

  @Override
  int used(Layer layer, int positions) {
    return Window.of(layer, "kernel").used(positions);
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return withBias(
        List.of(
            (long) layer.integer("filters"),
            (long) in.get(1) / layer.integer("groups"),
            (long) layer.integer("kernel")));
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return (double) layer.integer("kernel") * in.get(1) * Placement.numbers(layer.output(in));
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    int filters = layer.integer("filters");
    int kernel = layer.integer("kernel");
    int width = in.get(1);
    int channels = width / layer.integer("groups");
    float[] weights = numbers.of("weight"); // by filter, channel, place
    float[][] columns = new float[kernel * width][filters];
    for (int i = 0; i < weights.length; i++) {
      int place = i % kernel;
      int channel = i / kernel % channels;
      int filter = i / kernel / channels;
      int group = (int) ((long) filter * layer.integer("groups") / filters);
      columns[place * width + group * channels + channel][filter] = weights[i];
    }
    int positions = layer.output(in).get(0);
    Conv1d conv =
        new Conv1d(
            columns,
            numbers.of("bias"),
            in.get(0),
            positions,
            width,
            layer.integer("stride"),
            layer.integer("padding"));
    return PaddedWindowsKernel.of(layer, in, conv, 0);
  }

  /**
   * Multiplies the numbers of neighbouring positions.
   *
   * @param weights for each number of a window, the weight of each filter
   * @param from the positions of the input
   * @param to the positions of the output
   * @param width the numbers of a position of the input
   */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  record Conv1d(
      float[][] weights, float[] bias, int from, int to, int width, int stride, int padding)
      implements Kernel {
    @Override
    public int size() {
      return to * bias.length;
    }

    @Override
    public float[][] scratch() {
      return new float[1][bias.length];
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      float[] sum = scratch[0];
      for (int row = 0; row < rows; row++) {
        for (int position = 0; position < to; position++) {
          int first = (position * stride - padding) * width;
          int begin = Math.max(0, -first);
          int end = Math.min(weights.length, from * width - first);
          System.arraycopy(bias, 0, sum, 0, sum.length);
          int i = begin;
          for (; i + 4 <= end; i += 4) {
            Kernel.add(sum, in[row], first + i, weights, i);
          }
          for (; i < end; i++) {
            Kernel.add(sum, in[row][first + i], weights[i]);
          }
          System.arraycopy(sum, 0, out[row], position * sum.length, sum.length);
        }
      }
    }
  }
}
