package io.lifecycle4j.core.model.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several sequences of layers make of the same input, one after the other: the channels of
 * images (Szegedy and others 2015), else the numbers of a row or of each position.
 */
final class ConcatKind extends DjlKind {
  static final String NAME = "concat";

  ConcatKind() {
    super(NAME);
  }

  @Override
  String form() {
    return NAME + "(layers, layers, …)";
  }

  private static List<Way> ways(Layer layer) {
    return layer.ways().stream().map(Way::new).toList();
  }

  /** Returns the dimension along which shapes are joined. */
  private static int joined(List<Integer> shape) {
    return shape.size() == 2 ? 1 : 0;
  }

  @Override
  @Nullable String problem(Layer layer, List<Integer> in) {
    List<List<Integer>> made = new ArrayList<>();
    List<Way> ways = ways(layer);
    for (int i = 0; i < ways.size(); i++) {
      String problem = ways.get(i).problem(in);
      if (problem != null) {
        return "way " + (i + 1) + ": " + problem;
      }
      made.add(ways.get(i).output(in));
    }
    return made.stream().map(ConcatKind::others).distinct().count() == 1
        ? null
        : "its ways make " + made + " of it, must be the same but for " + what(made.get(0));
  }

  private static String what(List<Integer> shape) {
    return shape.size() == 3 ? "the channels" : "the numbers";
  }

  /** Returns a shape without the dimension along which it is joined. */
  private static List<Integer> others(List<Integer> shape) {
    List<Integer> others = new ArrayList<>(shape);
    others.set(joined(shape), 0);
    return others;
  }

  @Override
  List<Integer> output(Layer layer, List<Integer> in) {
    List<Integer> shape = new ArrayList<>(ways(layer).get(0).output(in));
    long joined = 0;
    for (Way way : ways(layer)) {
      joined += way.output(in).get(joined(shape));
    }
    shape.set(joined(shape), (int) Math.min(joined, Integer.MAX_VALUE)); // too many are rejected
    return List.copyOf(shape);
  }

  @Override
  Map<String, List<Long>> shapes(Layer layer, List<Integer> in) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    List<Way> ways = ways(layer);
    for (int i = 0; i < ways.size(); i++) {
      String own = LayerNames.way(i);
      ways.get(i)
          .shapes(in)
          .forEach((name, wanted) -> shapes.put(LayerNames.of(own, name), wanted));
    }
    return shapes;
  }

  @Override
  long between(Layer layer, List<Integer> in) {
    return ways(layer).stream().mapToLong(way -> way.numbers(in)).reduce(0, Placement::sum);
  }
}
