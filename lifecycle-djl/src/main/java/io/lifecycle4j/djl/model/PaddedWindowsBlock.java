package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lifecycle4j.core.model.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Computes windows over positions as if each row ended with its last used position. The outputs
 * behind the used ones are zeros.
 */
final class PaddedWindowsBlock extends Transposed implements Padding.Aware {
  private final boolean max;
  private final float[] counts; // The used positions of the output by those of the input.

  /**
   * Creates it without initialising its parameters.
   *
   * @param max whether a window is a maximum, to which padding must not add zeros
   */
  PaddedWindowsBlock(Block block, Layer layer, int positions, boolean max) {
    super(block);
    this.max = max;
    counts = new float[positions + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = layer.used(i);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (inputs.size() == 1) {
      return super.forwardInternal(store, inputs, training, params);
    }
    NDArray used = inputs.get(1);
    NDArray mask = Padding.mask(used, counts.length - 1);
    NDArray numbers = inputs.get(0).mul(mask);
    NDList given = new NDList(max ? numbers.add(Padding.least(mask)) : numbers);
    NDArray made = super.forwardInternal(store, given, training, params).singletonOrThrow();
    NDArray left = used.getManager().create(counts).gather(used.toType(DataType.INT64, false), 0);
    return new NDList(made.mul(Padding.mask(left, made.getShape().get(1))), left);
  }
}
