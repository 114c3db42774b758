package io.lifecycle4j.core.model.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer that changes no number in a prediction: dropout, and flatten. */
final class PlainKind extends LayerKind {
  private final boolean flattens;

  PlainKind(String name, boolean flattens, Setting... settings) {
    super(name, settings);
    this.flattens = flattens;
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return flattens ? List.of(in.stream().reduce(1, Math::multiplyExact)) : in;
  }

  @Override
  @Nullable Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return null;
  }
}
