package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of layers, which names their parameters by {@linkplain
 * io.lifecycle4j.core.model.network.LayerNames the names of the layers}; DJL's own names contain
 * the classes of blocks.
 */
final class LayersBlock extends SequentialBlock {
  private final List<String> prefixes = new ArrayList<>();

  /**
   * Adds a block.
   *
   * @param prefix what the names of its parameters begin with
   */
  void add(String prefix, Block block) {
    add(block);
    prefixes.add(prefix);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList last = inputs;
    for (Block block : getChildren().values()) {
      last = Padding.forward(block, store, last, training);
    }
    return last;
  }

  @Override
  public ParameterList getParameters() {
    return named(prefixes, getChildren().values());
  }

  /** Returns the parameters of blocks, their names behind a prefix for each block. */
  static ParameterList named(List<String> prefixes, List<Block> blocks) {
    ParameterList all = new ParameterList();
    for (int i = 0; i < prefixes.size(); i++) {
      for (Pair<String, Parameter> each : blocks.get(i).getParameters()) {
        all.add(prefixes.get(i) + each.getKey(), each.getValue());
      }
    }
    return all;
  }
}
