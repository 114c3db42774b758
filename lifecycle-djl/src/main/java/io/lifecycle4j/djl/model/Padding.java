package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

/**
 * How many positions of each row are used; those behind them are padding.
 *
 * <p>The embedding makes this array from the ids: padding begins behind the last id that is not 0.
 * It follows the numbers from layer to layer, as the second array of a list, as long as there are
 * positions. Networks without ids have no padding.
 */
final class Padding {
  /** Below all numbers of a network, but finite. */
  private static final float LEAST = 1e30f;

  private static final int POSITIONS = 3;

  private Padding() {}

  /** A block that takes all arrays of a list; other blocks take the numbers alone. */
  interface Aware {}

  /** Runs a block. */
  static NDList forward(Block block, ParameterStore store, NDList given, boolean training) {
    if (given.size() == 1 || block instanceof Aware) {
      return block.forward(store, given, training);
    }
    NDArray made = block.forward(store, new NDList(given.get(0)), training).singletonOrThrow();
    return made.getShape().dimension() == POSITIONS ? after(given, made) : new NDList(made);
  }

  /** Returns numbers with the used positions of a list, if it has them. */
  static NDList after(NDList given, NDArray numbers) {
    return given.size() == 1 ? new NDList(numbers) : new NDList(numbers, given.get(1));
  }

  /** Counts the used positions of ids. */
  static NDArray used(NDArray ids) {
    NDArray places = places(ids, ids.getShape().get(1)).add(1);
    return ids.neq(0).toType(DataType.FLOAT32, false).mul(places).max(new int[] {1});
  }

  /** Returns 1 for each used position and 0 for padding: {@code [rows, positions, 1]}. */
  static NDArray mask(NDArray used, long positions) {
    NDArray before = used.expandDims(1).gt(places(used, positions));
    return before.toType(DataType.FLOAT32, false).expandDims(2);
  }

  /** Returns 1 for the last used position and 0 for others: {@code [rows, positions, 1]}. */
  static NDArray lastOnly(NDArray used, long positions) {
    NDArray last = used.expandDims(1).eq(places(used, positions).add(1));
    return last.toType(DataType.FLOAT32, false).expandDims(2);
  }

  /** Returns 0 where a mask is 1, and a number below all others where it is 0. */
  static NDArray least(NDArray mask) {
    return mask.sub(1).mul(LEAST);
  }

  private static NDArray places(NDArray of, long positions) {
    return of.getManager().arange(0, (float) positions, 1, DataType.FLOAT32, of.getDevice());
  }
}
