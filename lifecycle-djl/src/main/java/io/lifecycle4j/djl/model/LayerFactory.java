package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Creates the network that a line of layers describes, with a dense layer for the outputs. */
final class LayerFactory implements NetworkFactory {
  static final String ID = "layers";

  // Three dimensions of this size still multiply without overflow.
  private static final int MAX_NUMBERS = 1 << 28;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Block create(String config, Shape input, int outputs) {
    List<Layer> layers = new ArrayList<>(LayerText.parse(config));
    layers.add(LayerText.dense(outputs));
    List<Integer> shape =
        Arrays.stream(input.getShape()).mapToInt(Math::toIntExact).boxed().toList();
    SequentialBlock network = new SequentialBlock();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String name = i == layers.size() - 1 ? "output layer" : "layer " + (i + 1);
      String problem = layer.problem(shape);
      check(
          problem == null,
          "Invalid network: %s, %s, on %s (%s)",
          name,
          layer.text(),
          shape,
          problem);
      shape = layer.output(shape);
      long numbers = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
      check(
          numbers <= MAX_NUMBERS,
          "Invalid network: %s, %s, gives %s (at most %s numbers for a row)",
          name,
          layer.text(),
          shape,
          MAX_NUMBERS);
      network.add(layer.block());
    }
    return network;
  }
}
