package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Self-attention of several heads over positions (Vaswani and others 2017). */
final class AttentionKind extends DjlKind {
  AttentionKind() {
    super("attention", Setting.positive("heads"));
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    String problem = super.problem(layer, in);
    return problem == null && in.get(1) % layer.integer("heads") != 0
        ? "the numbers of a position must be a multiple of the heads"
        : problem;
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    long width = in.get(1);
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("inWeight", List.of(3 * width, width));
    shapes.put("inBias", List.of(3 * width));
    shapes.put("outWeight", List.of(width, width));
    shapes.put("outBias", List.of(width));
    return shapes;
  }

  /** Returns the queries, keys and values, and two tables of all pairs of positions. */
  @Override
  long between(Layer layer, List<Integer> in) {
    double positions = in.get(0);
    return (long)
        (4 * positions * in.get(1) + 2.0 * layer.integer("heads") * positions * positions);
  }
}
