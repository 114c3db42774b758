package io.lifecycle4j.core.model.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The maximum or the mean of squares of an image, or of neighbouring positions. */
final class PoolKind extends LayerKind {
  private final boolean max;
  private final boolean positions;

  PoolKind(String name, boolean max, boolean positions) {
    super(
        name,
        Setting.positive("size", "pool size"),
        Setting.whole("stride", 0, 0), // 0 for the size
        Setting.whole("padding", 0, 0));
    this.max = max;
    this.positions = positions;
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    Window window = Window.of(layer, "size");
    if (2L * window.padding() > window.size()) {
      return "padding must be at most half of the size";
    }
    if (!positions) {
      return imageProblem(window, in);
    }
    return in.size() == 2 ? window.problem(in.get(0), "positions") : "needs positions and numbers";
  }

  static @Nullable String imageProblem(Window window, List<Integer> in) {
    if (in.size() != 3) {
      return "needs channels, rows and columns";
    }
    return window.problem(Math.min(in.get(1), in.get(2)), "rows and columns");
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    Window window = Window.of(layer, "size");
    return positions
        ? List.of(window.output(in.get(0)), in.get(1))
        : List.of(in.get(0), window.output(in.get(1)), window.output(in.get(2)));
  }

  @Override
  int used(Layer layer, int places) {
    return positions ? Window.of(layer, "size").used(places) : places;
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    int size = layer.integer("size");
    double window = layer.integer("stride") == 0 ? 1 : (double) size * (positions ? 1 : size);
    return window * Placement.numbers(layer.output(in));
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    Window window = Window.of(layer, "size");
    Area rows = Area.of(window, in.get(positions ? 0 : 1));
    if (positions) {
      Pool pool = new Pool(max, 1, rows, Area.ALONE, in.get(1), window.size());
      return PaddedWindowsKernel.of(layer, in, pool, max ? Float.NEGATIVE_INFINITY : 0);
    }
    long divisor = (long) window.size() * window.size();
    return new Pool(max, in.get(0), rows, Area.of(window, in.get(2)), 1, divisor);
  }

  /**
   * Where the windows along a dimension begin and end.
   *
   * @param length of the dimension
   */
  @SuppressWarnings("ArrayRecordComponent") // kernels are never compared
  record Area(int length, int[] begins, int[] ends) {
    static final Area ALONE = new Area(1, new int[] {0}, new int[] {1});

    static Area of(Window window, int length) {
      int[] begins = new int[window.output(length)];
      int[] ends = new int[begins.length];
      for (int i = 0; i < begins.length; i++) {
        int begin = i * window.stride() - window.padding();
        begins[i] = Math.max(0, begin);
        ends[i] = Math.min(length, begin + window.size());
      }
      return new Area(length, begins, ends);
    }

    /** Divides a dimension into a number of windows, as PyTorch's adaptive pooling does. */
    static Area adaptive(int length, int windows) {
      int[] begins = new int[windows];
      int[] ends = new int[windows];
      for (int i = 0; i < windows; i++) {
        begins[i] = (int) ((long) i * length / windows);
        ends[i] = (int) (((i + 1L) * length + windows - 1) / windows);
      }
      return new Area(length, begins, ends);
    }

    int count() {
      return begins.length;
    }
  }

  /**
   * Computes windows of planes.
   *
   * @param planes the channels before the rows
   * @param width the numbers of a column
   * @param divisor what a mean is divided by, padding included; 0 for the numbers of the window
   */
  record Pool(boolean max, int planes, Area rows, Area columns, int width, long divisor)
      implements Kernel {
    @Override
    public int size() {
      return planes * rows.count() * columns.count() * width;
    }

    @Override
    public void run(float[][] in, float[][] out, int count, float[][] scratch) {
      for (int row = 0; row < count; row++) {
        int next = 0;
        for (int plane = 0; plane < planes; plane++) {
          for (int y = 0; y < rows.count(); y++) {
            for (int x = 0; x < columns.count(); x++) {
              for (int i = 0; i < width; i++) {
                out[row][next++] = window(in[row], plane, y, x, i);
              }
            }
          }
        }
      }
    }

    private float window(float[] in, int plane, int y, int x, int i) {
      float most = Float.NEGATIVE_INFINITY;
      float sum = 0;
      for (int row = rows.begins()[y]; row < rows.ends()[y]; row++) {
        int line = (plane * rows.length() + row) * columns.length();
        for (int column = columns.begins()[x]; column < columns.ends()[x]; column++) {
          float number = in[(line + column) * width + i];
          most = Math.max(most, number); // NaN if one of them is
          sum += number;
        }
      }
      return max ? most : sum / (float) (divisor == 0 ? numbers(y, x) : divisor);
    }

    private long numbers(int y, int x) {
      long high = (long) rows.ends()[y] - rows.begins()[y];
      return high * (columns.ends()[x] - columns.begins()[x]);
    }
  }
}
