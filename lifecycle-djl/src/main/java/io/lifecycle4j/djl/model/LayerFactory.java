package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Creates the network that a text of layers describes, with a dense output layer. */
final class LayerFactory implements NetworkFactory {
  static final String ID = "layers";

  // Limits the dimensions, so that products do not overflow.
  private static final int MAX_NUMBERS = 1 << 28;

  @Override
  public String id() {
    return ID;
  }

  /**
   * A layer with its position.
   *
   * @param name the position, in words
   * @param input the shape of its input for a row
   * @param output the shape of its output for a row
   */
  record Placed(Layer layer, String name, List<Integer> input, List<Integer> output) {
    /** Returns the number of outputs for a row. */
    long numbers() {
      return LayerFactory.numbers(output);
    }

    long parameters() {
      return layer.parameters(input);
    }

    @Override
    public String toString() {
      return name + ", " + layer.text() + ", on " + input;
    }
  }

  @Override
  public Block create(String config, Signature signature) {
    SequentialBlock network = new SequentialBlock();
    place(config, signature).forEach(placed -> network.add(placed.layer().block()));
    return network;
  }

  /**
   * Connects layers between one input and one output.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there are more, or a layer does not fit
   *     the previous one
   */
  static List<Placed> place(String config, Signature signature) {
    TensorSpec input = signature.inputs().get(0);
    TensorSpec output = signature.outputs().get(0);
    check(
        signature.inputs().size() == 1
            && signature.outputs().size() == 1
            && input.type() == TensorType.FLOAT32
            && output.type() == TensorType.FLOAT32
            && output.row().size() == 1,
        "Invalid network: layers cannot go from %s (they need one input of float32, and one output"
            + " of float32 [-1, n]; register a NetworkFactory for others)",
        signature);
    return place(config, input.row(), output.numbers());
  }

  /**
   * Connects layers in sequence.
   *
   * @param row the shape of a row, whose size fits in an int
   * @return all layers, the output layer last
   * @throws io.lifecycle4j.error.InvalidValueException if a layer does not fit the previous one
   */
  static List<Placed> place(String config, List<Integer> row, int outputs) {
    List<Layer> layers = new ArrayList<>(LayerText.parse(config));
    layers.add(LayerText.dense(outputs));
    List<Placed> placed = new ArrayList<>();
    List<Integer> shape = row;
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
      placed.add(new Placed(layer, name, shape, layer.output(shape)));
      shape = layer.output(shape);
      check(
          numbers(shape) <= MAX_NUMBERS,
          "Invalid network: %s, %s, gives %s (at most %s numbers for a row)",
          name,
          layer.text(),
          shape,
          MAX_NUMBERS);
    }
    return placed;
  }

  private static long numbers(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }
}
