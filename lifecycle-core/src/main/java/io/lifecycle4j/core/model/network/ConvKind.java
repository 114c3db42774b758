package io.lifecycle4j.core.model.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A convolution of images. */
final class ConvKind extends LayerKind {
  /** A multiply-add of small images gains four times as much as one of a matrix. */
  private static final double GAIN = 0.25;

  ConvKind() {
    super(
        "conv",
        Setting.positive("filters"),
        Setting.positive("kernel"),
        Setting.whole("stride", 1, 1),
        Setting.whole("padding", 0, 0),
        Setting.whole("groups", 1, 1));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    String problem = PoolKind.imageProblem(Window.of(layer, "kernel"), in);
    return problem == null ? Window.groupsProblem(layer, in.get(0)) : problem;
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    Window window = Window.of(layer, "kernel");
    return List.of(layer.integer("filters"), window.output(in.get(1)), window.output(in.get(2)));
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    long kernel = layer.integer("kernel");
    long channels = (long) in.get(0) / layer.integer("groups");
    return withBias(List.of((long) layer.integer("filters"), channels, kernel, kernel));
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    double kernel = layer.integer("kernel");
    double factors = in.get(0) / layer.integer("groups") * kernel * kernel;
    return GAIN * factors * Placement.numbers(layer.output(in));
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    int kernel = layer.integer("kernel");
    int channels = in.get(0) / layer.integer("groups");
    float[][] filters = rows(numbers.of("weight"), channels * kernel * kernel);
    return new Conv(
        filters,
        numbers.of("bias"),
        in.get(1),
        in.get(2),
        Window.of(layer, "kernel"),
        channels,
        layer.integer("groups"));
  }

  /**
   * Multiplies each weight of a filter with the image, shifted.
   *
   * @param weights the weights of each filter: channel by channel, row by row
   * @param channels the channels of a group
   */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  private record Conv(
      float[][] weights,
      float[] bias,
      int rows,
      int columns,
      Window window,
      int channels,
      int groups)
      implements Kernel {
    private int high() {
      return window.output(rows);
    }

    private int wide() {
      return window.output(columns);
    }

    @Override
    public int size() {
      return bias.length * high() * wide();
    }

    /** Returns four shifted images, and the output of each filter. */
    @Override
    public float[][] scratch() {
      return new float[4 + bias.length][high() * wide()];
    }

    @Override
    public void run(float[][] in, float[][] out, int count, float[][] scratch) {
      int plane = high() * wide();
      for (int row = 0; row < count; row++) {
        for (int group = 0; group < groups; group++) {
          convolve(in[row], group, scratch);
        }
        for (int filter = 0; filter < bias.length; filter++) {
          System.arraycopy(scratch[4 + filter], 0, out[row], filter * plane, plane);
        }
      }
    }

    private void convolve(float[] image, int group, float[][] scratch) {
      int first = group * (bias.length / groups);
      int end = first + bias.length / groups;
      for (int filter = first; filter < end; filter++) {
        Arrays.fill(scratch[4 + filter], bias[filter]);
      }
      int all = weights[0].length;
      for (int place = 0; place < all; place += 4) {
        int some = Math.min(4, all - place);
        for (int i = 0; i < some; i++) {
          shift(image, group * channels, place + i, scratch[i]);
        }
        for (int filter = first; filter < end; filter++) {
          float[] sum = scratch[4 + filter];
          if (some == 4) {
            Kernel.add(sum, weights[filter], place, scratch, 0);
          } else {
            for (int i = 0; i < some; i++) {
              Kernel.add(sum, weights[filter][place + i], scratch[i]);
            }
          }
        }
      }
    }

    /** Copies the part of a channel that a weight is multiplied with. */
    private void shift(float[] image, int firstChannel, int weight, float[] to) {
      int kernel = window.size();
      int column = weight % kernel - window.padding();
      int row = weight / kernel % kernel - window.padding();
      int channel = firstChannel + weight / kernel / kernel;
      int wide = wide();
      int high = high();
      boolean plain = window.stride() == 1 && window.padding() == 0;
      for (int y = 0; y < high; y++) {
        int line = y * window.stride() + row;
        int from = (channel * rows + line) * columns + column;
        if (plain) {
          System.arraycopy(image, from, to, y * wide, wide);
        } else {
          for (int x = 0; x < wide; x++) {
            int step = x * window.stride();
            int place = column + step;
            boolean inside = line >= 0 && line < rows && place >= 0 && place < columns;
            to[y * wide + x] = inside ? image[from + step] : 0;
          }
        }
      }
    }
  }
}
