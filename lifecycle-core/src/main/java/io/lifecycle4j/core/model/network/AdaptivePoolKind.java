package io.lifecycle4j.core.model.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The maximum or the mean of rectangles that divide an image into so many rows and columns. */
final class AdaptivePoolKind extends LayerKind {
  private final boolean max;

  AdaptivePoolKind(String name, boolean max) {
    super(name, Setting.positive("rows"), Setting.positive("columns"));
    this.max = max;
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    if (in.size() != 3) {
      return "needs channels, rows and columns";
    }
    return in.get(1) < layer.integer("rows") || in.get(2) < layer.integer("columns")
        ? "needs at least as many rows and columns"
        : null;
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return List.of(in.get(0), layer.integer("rows"), layer.integer("columns"));
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return Placement.numbers(in);
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    PoolKind.Area rows = PoolKind.Area.adaptive(in.get(1), layer.integer("rows"));
    PoolKind.Area columns = PoolKind.Area.adaptive(in.get(2), layer.integer("columns"));
    return new PoolKind.Pool(max, in.get(0), rows, columns, 1, 0);
  }
}
