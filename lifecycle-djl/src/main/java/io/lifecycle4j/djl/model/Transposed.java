package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** Runs a block that needs channels before positions on positions before numbers. */
class Transposed extends AbstractBlock {
  private final Block block;

  Transposed(Block block) {
    this.block = addChildBlock("block", block);
  }

  /** Returns those of the block, under the same names. */
  @Override
  public ParameterList getParameters() {
    return block.getParameters();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray turned = inputs.singletonOrThrow().transpose(0, 2, 1);
    NDList made = block.forward(store, new NDList(turned), training);
    return new NDList(made.singletonOrThrow().transpose(0, 2, 1));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    block.initialize(manager, type, turned(inputs[0]));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {turned(block.getOutputShapes(new Shape[] {turned(inputs[0])})[0])};
  }

  private static Shape turned(Shape shape) {
    return new Shape(shape.get(0), shape.get(2), shape.get(1));
  }
}
