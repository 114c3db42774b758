package io.lifecycle4j.core.model.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sum of an input and of what layers make of it (He and others 2015). Plain Java would need
 * arrays for layers in layers.
 */
final class ResidualKind extends DjlKind {
  static final String NAME = "residual";

  ResidualKind() {
    super(NAME);
  }

  @Override
  String form() {
    return NAME + "(layers)";
  }

  private static Way way(Layer layer) {
    return new Way(layer.ways().get(0));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    String problem = way(layer).problem(in);
    if (problem != null) {
      return problem;
    }
    List<Integer> made = way(layer).output(in);
    return made.equals(in) ? null : "its layers make " + made + " of it, must keep the shape";
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    return way(layer).shapes(in);
  }

  @Override
  long between(Layer layer, List<Integer> in) {
    return way(layer).numbers(in);
  }
}
