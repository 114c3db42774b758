package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;

/** Creates the network that a text of layers describes, with a dense output layer. */
final class LayerFactory implements NetworkFactory {
  static final String ID = "layers";

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
      return Placement.numbers(output);
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
    Layout layout = Layout.parse(config);
    place(layout, signature);
    SequentialBlock network = new SequentialBlock();
    if (!layout.branches().isEmpty()) {
      network.add(branches(layout, signature));
    }
    layout.layers().forEach(layer -> network.add(layer.block()));
    return network.add(output(signature).block());
  }

  private static Block branches(Layout layout, Signature signature) {
    List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
    BranchesBlock all = new BranchesBlock();
    for (Layout.Branch branch : layout.branches()) {
      all.add(branch.input(), names.indexOf(branch.input()), sequence(branch.layers()));
    }
    return all;
  }

  private static Block sequence(List<Layer> layers) {
    SequentialBlock sequence = new SequentialBlock();
    if (layers.isEmpty()) {
      sequence.add(ai.djl.nn.Blocks.identityBlock()); // DJL rejects an empty sequence
    }
    layers.forEach(layer -> sequence.add(layer.block()));
    return sequence;
  }

  private static Layer output(Signature signature) {
    return LayerText.dense(signature.outputs().get(0).numbers());
  }

  /**
   * Connects layers between the inputs and the output.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there is more than one output, an input
   *     has no layers, or a layer does not fit the previous one
   */
  static List<Placed> place(String config, Signature signature) {
    return place(Layout.parse(config), signature);
  }

  private static List<Placed> place(Layout layout, Signature signature) {
    TensorSpec output = signature.outputs().get(0);
    check(
        signature.outputs().size() == 1
            && output.type() == TensorType.FLOAT32
            && output.row().size() == 1,
        "Invalid network: layers cannot go from %s (they need one output of float32 [-1, n]; use a"
            + " block of your own for others)",
        signature);
    Placement placement = new Placement();
    List<Integer> joined = placement.inputs(layout, signature.inputs());
    placement.end(layout.layers(), output(signature), joined, layout.branches().isEmpty());
    return placement.placed();
  }
}
