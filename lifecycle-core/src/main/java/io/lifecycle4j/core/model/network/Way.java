package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sequence of layers in a layer, which passes its input on if it has none. */
record Way(List<Layer> layers) {
  /** Returns why the shape of an input is invalid; null if it is valid. */
  @Nullable String problem(List<Integer> in) {
    List<Integer> shape = in;
    for (int i = 0; i < layers.size(); i++) {
      Layer inner = layers.get(i);
      String problem = inner.problem(shape);
      if (problem != null) {
        return "layer " + (i + 1) + " in it, " + inner.text() + ", on " + shape + ": " + problem;
      }
      shape = inner.output(shape);
      if (Placement.numbers(shape) > Placement.MAX_NUMBERS) {
        return inner.text() + " in it gives " + shape + ", too many numbers";
      }
    }
    return null;
  }

  List<Integer> output(List<Integer> in) {
    List<Integer> shape = in;
    for (Layer inner : layers) {
      shape = inner.output(shape);
    }
    return shape;
  }

  /** Returns the shapes of all parameters by their names in the sequence. */
  Map<String, List<Long>> shapes(List<Integer> in) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    List<Integer> shape = in;
    List<String> names = LayerNames.of(layers);
    for (int i = 0; i < names.size(); i++) {
      Layer inner = layers.get(i);
      String own = names.get(i);
      inner.shapes(shape).forEach((name, wanted) -> shapes.put(LayerNames.of(own, name), wanted));
      shape = inner.output(shape);
    }
    return shapes;
  }

  /** Returns how many numbers its layers compute. */
  long numbers(List<Integer> in) {
    long numbers = 0;
    List<Integer> shape = in;
    for (Layer inner : layers) {
      List<Integer> output = inner.output(shape);
      numbers = Placement.sum(numbers, inner.numbers(shape, output));
      shape = output;
    }
    return numbers;
  }
}
