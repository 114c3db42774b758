package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of layers: its name, its settings, the shapes that it accepts and makes, its parameters,
 * and how plain Java computes it.
 */
abstract class LayerKind {
  private final String name;
  private final List<Setting> settings;

  LayerKind(String name, Setting... settings) {
    this.name = name;
    this.settings = List.of(settings);
  }

  /** Finds the numbers of a parameter of a layer. */
  interface Numbers {
    float[] of(String name);
  }

  final String name() {
    return name;
  }

  final List<Setting> settings() {
    return settings;
  }

  /** Returns how a layer is written, for messages. */
  String form() {
    String required =
        settings.stream()
            .filter(setting -> setting.otherwise() == null)
            .map(Setting::name)
            .collect(Collectors.joining(","));
    String optional =
        settings.stream()
            .filter(setting -> setting.otherwise() != null)
            .map(setting -> setting.name() + "=…")
            .collect(Collectors.joining(", "));
    return name
        + (required.isEmpty() ? "" : "(" + required + ")")
        + (optional.isEmpty() ? "" : ", optionally with " + optional);
  }

  @Nullable String problem(Layer layer, List<Integer> in) {
    return null;
  }

  List<Integer> output(Layer layer, List<Integer> in) {
    return in;
  }

  /** Returns how many positions of the output are used if so many of the input are. */
  int used(Layer layer, int positions) {
    return positions;
  }

  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return Map.of();
  }

  /** Returns how many numbers are computed on the way to the output. */
  long between(Layer layer, List<Integer> in) {
    return 0;
  }

  double work(Layer layer, List<Integer> in) {
    return Placement.numbers(layer.output(in));
  }

  /** Called only if {@link #work} is finite. */
  abstract @Nullable Kernel kernel(Layer layer, List<Integer> in, Numbers numbers);

  /** Returns the shapes of a weight and of a bias for each output. */
  static Map<String, List<Long>> withBias(List<Long> weight) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("weight", weight);
    shapes.put("bias", List.of(weight.get(0)));
    return shapes;
  }

  /** Divides numbers into rows. */
  static float[][] rows(float[] numbers, int width) {
    float[][] rows = new float[numbers.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, i * width, rows[i], 0, width);
    }
    return rows;
  }

  static float[][] transposed(float[][] rows, int width) {
    float[][] columns = new float[width][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }

  static @Nullable String needPositions(List<Integer> in) {
    return in.size() == 2 ? null : "needs positions, as of an embedding";
  }
}
