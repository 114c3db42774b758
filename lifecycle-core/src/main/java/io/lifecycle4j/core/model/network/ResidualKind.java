package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sum of an input and of what layers make of it (He and others 2015). */
final class ResidualKind extends LayerKind {
  static final String NAME = "residual";

  ResidualKind() {
    super(NAME);
  }

  @Override
  String form() {
    return NAME + "(layers)";
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    List<Integer> shape = in;
    for (int i = 0; i < layer.inner().size(); i++) {
      Layer inner = layer.inner().get(i);
      String problem = inner.problem(shape);
      if (problem != null) {
        return "layer " + (i + 1) + " in it, " + inner.text() + ", on " + shape + ": " + problem;
      }
      shape = inner.output(shape);
      if (Placement.numbers(shape) > Placement.MAX_NUMBERS) {
        return inner.text() + " in it gives " + shape + ", too many numbers";
      }
    }
    return shape.equals(in) ? null : "its layers make " + shape + " of it, must keep the shape";
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    List<Integer> shape = in;
    List<String> names = LayerNames.of(layer.inner());
    for (int i = 0; i < names.size(); i++) {
      Layer inner = layer.inner().get(i);
      String own = names.get(i);
      inner.shapes(shape).forEach((name, wanted) -> shapes.put(LayerNames.of(own, name), wanted));
      shape = inner.output(shape);
    }
    return shapes;
  }

  @Override
  long between(Layer layer, List<Integer> in) {
    long numbers = 0;
    List<Integer> shape = in;
    for (Layer inner : layer.inner()) {
      List<Integer> output = inner.output(shape);
      numbers = Placement.sum(numbers, inner.numbers(shape, output));
      shape = output;
    }
    return numbers;
  }

  /** Only DJL runs it: plain Java would need arrays for layers in layers. */
  @Override
  double work(Layer layer, List<Integer> in) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    throw new IllegalStateException("Only DJL runs " + layer.text());
  }
}
