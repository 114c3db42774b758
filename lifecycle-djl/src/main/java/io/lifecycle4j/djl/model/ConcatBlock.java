package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.LayerNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Concatenates what several sequences of layers make of its input. */
final class ConcatBlock extends AbstractBlock implements Padding.Aware {
  private static final int POSITIONS = 3;

  private final List<Block> ways = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();

  ConcatBlock(List<List<Layer>> ways, List<Integer> in) {
    for (int i = 0; i < ways.size(); i++) {
      String name = LayerNames.way(i);
      this.ways.add(addChildBlock(name, sequence(ways.get(i), in)));
      prefixes.add(LayerNames.of(name, ""));
    }
  }

  private static Block sequence(List<Layer> layers, List<Integer> in) {
    LayersBlock sequence = new LayersBlock();
    if (layers.isEmpty()) {
      sequence.add("", Blocks.identityBlock()); // DJL rejects an empty sequence
    }
    List<String> names = LayerNames.of(layers);
    List<Integer> shape = in;
    for (int i = 0; i < layers.size(); i++) {
      sequence.add(LayerNames.of(names.get(i), ""), LayerBlocks.of(layers.get(i), shape));
      shape = layers.get(i).output(shape);
    }
    return sequence;
  }

  /** Returns the dimension along which arrays are joined: channels, or numbers. */
  private static int joined(Shape shape) {
    return shape.dimension() == POSITIONS ? 2 : 1;
  }

  @Override
  public ParameterList getParameters() {
    return LayersBlock.named(prefixes, ways);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList made = new NDList();
    NDList first = inputs;
    for (Block way : ways) {
      NDList ends = way.forward(store, inputs, training);
      first = made.isEmpty() ? ends : first;
      made.add(ends.get(0));
    }
    return Padding.after(first, NDArrays.concat(made, joined(made.get(0).getShape())));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    ways.forEach(way -> way.initialize(manager, type, inputs));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long[] shape = ways.get(0).getOutputShapes(inputs)[0].getShape().clone();
    int place = joined(new Shape(shape));
    shape[place] = 0;
    for (Block way : ways) {
      shape[place] += way.getOutputShapes(inputs)[0].get(place);
    }
    return new Shape[] {new Shape(shape)};
  }
}
