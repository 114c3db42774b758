package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tower for an image beside the numbers of a row, joined by dense layers. */
public final class TowersFactory implements NetworkFactory {
  @Override
  public String id() {
    return "towers";
  }

  @Override
  public Block create(String config, Signature signature) {
    List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
    return new Towers(
        Integer.parseInt(config),
        names.indexOf("image"),
        names.indexOf("features"),
        signature.outputs().get(0).numbers());
  }

  private static final class Towers extends AbstractBlock {
    private final Block image;
    private final Block top;
    private final int pixels;
    private final int numbers;

    Towers(int units, int pixels, int numbers, int outputs) {
      this.pixels = pixels;
      this.numbers = numbers;
      image =
          addChildBlock(
              "image",
              new SequentialBlock()
                  .add(Conv2d.builder().setFilters(units).setKernelShape(new Shape(3, 3)).build())
                  .add(Activation.reluBlock())
                  .add(Linear.builder().setUnits(units).build()));
      top =
          addChildBlock(
              "top",
              new SequentialBlock()
                  .add(Linear.builder().setUnits(2L * units).build())
                  .add(Activation.tanhBlock())
                  .add(Linear.builder().setUnits(outputs).build()));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray seen = image.forward(store, new NDList(inputs.get(pixels)), training).head();
      NDArray flat = seen.reshape(inputs.get(pixels).getShape().get(0), -1);
      return top.forward(store, new NDList(flat.concat(inputs.get(numbers), 1)), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      image.initialize(manager, type, inputs[pixels]);
      top.initialize(manager, type, joined(inputs));
    }

    private Shape joined(Shape... inputs) {
      Shape seen = image.getOutputShapes(new Shape[] {inputs[pixels]})[0];
      long width = seen.size() / seen.get(0);
      return new Shape(inputs[pixels].get(0), width + inputs[numbers].get(1));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return top.getOutputShapes(new Shape[] {joined(inputs)});
    }
  }
}
