package io.lifecycle4j.core.model.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A long short-term memory over positions (Hochreiter and Schmidhuber 1997). */
final class LstmKind extends DjlKind {
  private static final int GATES = 4;

  LstmKind() {
    super("lstm", Setting.positive("units"));
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    return List.of(in.get(0), layer.integer("units"));
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    long units = layer.integer("units");
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("inputWeight", List.of(GATES * units, (long) in.get(1)));
    shapes.put("hiddenWeight", List.of(GATES * units, units));
    shapes.put("inputBias", List.of(GATES * units));
    shapes.put("hiddenBias", List.of(GATES * units));
    return shapes;
  }

  @Override
  long between(Layer layer, List<Integer> in) {
    return GATES * Placement.numbers(layer.output(in));
  }
}
