package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.LayerNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds its input to what layers make of it. */
final class ResidualBlock extends AbstractBlock implements Padding.Aware {
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> prefixes;

  ResidualBlock(List<Layer> layers, List<Integer> in) {
    prefixes = LayerNames.of(layers).stream().map(name -> LayerNames.of(name, "")).toList();
    List<Integer> shape = in;
    for (Layer layer : layers) {
      blocks.add(addChildBlock(layer.kind(), LayerBlocks.of(layer, shape)));
      shape = layer.output(shape);
    }
  }

  @Override
  public ParameterList getParameters() {
    return LayersBlock.named(prefixes, blocks);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList last = inputs;
    for (Block block : blocks) {
      last = Padding.forward(block, store, last, training);
    }
    return Padding.after(inputs, last.get(0).add(inputs.get(0)));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape[] shapes = inputs;
    for (Block block : blocks) {
      block.initialize(manager, type, shapes);
      shapes = block.getOutputShapes(shapes);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
