package io.lifecycle4j.core.model.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer that only DJL runs. */
abstract class DjlKind extends LayerKind {
  DjlKind(String name, Setting... settings) {
    super(name, settings);
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    return needPositions(in);
  }

  @Override
  final double work(Layer layer, List<Integer> in) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  final Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    throw new IllegalStateException("Only DJL runs " + layer.text());
  }
}
