package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a block on each of several inputs, and concatenates the numbers of each row. */
final class BranchesBlock extends AbstractBlock implements Padding.Aware {
  private final List<Block> branches = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();

  /** Adds a branch on the input of an index. */
  void add(String name, int input, Block branch) {
    branches.add(addChildBlock(name, branch));
    inputs.add(input);
  }

  @Override
  public ParameterList getParameters() {
    return LayersBlock.named(Collections.nCopies(branches.size(), ""), branches);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList given,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList ends = new NDList(branches.size());
    for (int i = 0; i < branches.size(); i++) {
      NDList input = new NDList(given.get(inputs.get(i)));
      ends.add(branches.get(i).forward(store, input, training).singletonOrThrow());
    }
    return new NDList(NDArrays.concat(ends, 1));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... given) {
    for (int i = 0; i < branches.size(); i++) {
      branches.get(i).initialize(manager, type, given[inputs.get(i)]);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] given) {
    long width = 0;
    for (int i = 0; i < branches.size(); i++) {
      width += branches.get(i).getOutputShapes(new Shape[] {given[inputs.get(i)]})[0].get(1);
    }
    return new Shape[] {new Shape(given[0].get(0), width)};
  }
}
