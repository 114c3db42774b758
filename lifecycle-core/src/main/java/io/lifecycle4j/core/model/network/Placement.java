package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Finds the shapes between layers, and rejects layers that do not fit each other. */
final class Placement {
  // Limits the dimensions, so that products do not overflow.
  static final int MAX_NUMBERS = 1 << 28;

  private final List<Placed> placed = new ArrayList<>();

  /** Returns all layers so far, those of branches first. */
  List<Placed> placed() {
    return placed;
  }

  /** Places the branches, and returns the shape of a row after them. */
  List<Integer> inputs(Layout layout, List<TensorSpec> inputs) {
    List<String> names = inputs.stream().map(TensorSpec::name).toList();
    if (layout.branches().isEmpty()) {
      check(
          inputs.size() == 1,
          "Invalid network: there are the inputs %s (add branch(\"%s\", ...) and one for each"
              + " other, then concat)",
          names,
          names.get(0));
      checkStart(inputs.get(0), layout.layers(), "layers");
      return inputs.get(0).row();
    }
    for (Layout.Branch branch : layout.branches()) {
      check(
          names.contains(branch.input()),
          "Invalid network: branch %s (the inputs are %s)",
          branch.input(),
          names);
    }
    for (String name : names) {
      check(
          layout.branches().stream().anyMatch(branch -> branch.input().equals(name)),
          "Invalid network: no branch for the input %s (add branch(\"%s\", ...))",
          name,
          name);
    }
    checkNoEmbedding(layout.layers(), "after concat");
    long width = 0;
    for (Layout.Branch branch : layout.branches()) {
      width += branch(branch.layers(), inputs.get(names.indexOf(branch.input())));
    }
    check(
        width <= MAX_NUMBERS,
        "Invalid network: concat gives %s numbers (at most %s for a row)",
        width,
        MAX_NUMBERS);
    return List.of((int) width);
  }

  private int branch(List<Layer> layers, TensorSpec input) {
    String name = "branch " + input.name();
    checkStart(input, layers, name);
    List<Integer> shape = input.row();
    List<String> ids = LayerNames.of(layers);
    for (int i = 0; i < layers.size(); i++) {
      String id = LayerNames.inBranch(input.name(), ids.get(i));
      shape = place(layers.get(i), id, "layer " + (i + 1) + " of " + name, shape);
    }
    check(
        shape.size() == 1,
        "Invalid network: %s ends with %s (needs one dimension, add flatten to it)",
        name,
        shape);
    return shape.get(0);
  }

  /** Ids become numbers in an embedding, and nothing else does. */
  private static void checkStart(TensorSpec input, List<Layer> layers, String where) {
    boolean ids = input.type() == TensorType.INT64;
    boolean embeds = !layers.isEmpty() && layers.get(0).isA(Layer.EMBEDDING);
    check(
        ids == embeds && (ids || input.type() == TensorType.FLOAT32),
        "Invalid network: %s on %s (%s)",
        where,
        input,
        ids
            ? "ids need an embedding as their first layer"
            : "needs float32, or int64 for embedding");
    checkNoEmbedding(layers.subList(ids ? 1 : 0, layers.size()), "of " + where);
  }

  private static void checkNoEmbedding(List<Layer> layers, String where) {
    check(
        layers.stream().noneMatch(layer -> layer.isA(Layer.EMBEDDING)),
        "Invalid network: embedding among the layers %s (must be the first of an input of ids)",
        where);
  }

  /** Places the layers after the inputs, and the output layer. */
  void end(List<Layer> layers, Layer output, List<Integer> row, boolean single) {
    List<Integer> shape = row;
    List<String> ids = LayerNames.of(layers);
    for (int i = 0; i < layers.size(); i++) {
      String name = "layer " + (i + 1) + (single ? "" : " after concat");
      shape = place(layers.get(i), ids.get(i), name, shape);
    }
    check(
        shape.size() == 1,
        "Invalid network: output layer, %s, on %s (needs one dimension, add %s before it)",
        output.text(),
        shape,
        shape.size() == 2 ? "mean, max, last or flatten" : "flatten");
    place(output, LayerNames.OUTPUT, "output layer", shape);
  }

  private List<Integer> place(Layer layer, String id, String name, List<Integer> shape) {
    String problem = layer.problem(shape);
    check(
        problem == null, "Invalid network: %s, %s, on %s (%s)", name, layer.text(), shape, problem);
    List<Integer> output = layer.output(shape);
    placed.add(new Placed(layer, id, name, shape, output));
    check(
        numbers(output) <= MAX_NUMBERS,
        "Invalid network: %s, %s, gives %s (at most %s numbers for a row)",
        name,
        layer.text(),
        output,
        MAX_NUMBERS);
    return output;
  }

  /** Multiplies with saturation, because an overflow exceeds any limit. */
  static long numbers(List<? extends Number> shape) {
    long numbers = 1;
    for (Number dimension : shape) {
      long length = dimension.longValue();
      numbers =
          length != 0 && numbers > Long.MAX_VALUE / length ? Long.MAX_VALUE : numbers * length;
    }
    return numbers;
  }

  /** Adds with saturation. */
  static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
