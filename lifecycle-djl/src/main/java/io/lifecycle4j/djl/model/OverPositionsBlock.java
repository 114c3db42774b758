package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Makes one position of all that are not padding: their mean, their maximum, or the last one. A row
 * without any becomes zeros.
 */
final class OverPositionsBlock extends AbstractBlock implements Padding.Aware {
  private static final int[] POSITIONS = {1};

  private final How how;

  enum How {
    MEAN,
    MAX,
    LAST
  }

  OverPositionsBlock(How how) {
    this.how = how;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray numbers = inputs.get(0);
    return new NDList(inputs.size() == 1 ? of(numbers) : of(numbers, inputs.get(1)));
  }

  private NDArray of(NDArray numbers) {
    return switch (how) {
      case MEAN -> numbers.mean(POSITIONS);
      case MAX -> numbers.max(POSITIONS);
      case LAST -> numbers.get(new NDIndex(":, -1"));
    };
  }

  private NDArray of(NDArray numbers, NDArray used) {
    long positions = numbers.getShape().get(1);
    if (how == How.LAST) {
      return numbers.mul(Padding.lastOnly(used, positions)).sum(POSITIONS);
    }
    NDArray mask = Padding.mask(used, positions);
    NDArray masked = numbers.mul(mask);
    if (how == How.MEAN) {
      return masked.sum(POSITIONS).div(used.maximum(1).expandDims(1));
    }
    NDArray any = used.gt(0).toType(DataType.FLOAT32, false).expandDims(1);
    return masked.add(Padding.least(mask)).max(POSITIONS).mul(any);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(2))};
  }
}
