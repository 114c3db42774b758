package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** Adds a learned vector to each position. */
final class PositionsBlock extends AbstractBlock {
  /** The deviation of the initial vectors. */
  private static final float SPREAD = 0.1f;

  private final Parameter weight;

  PositionsBlock(int positions, int width) {
    this.weight =
        addParameter(
            Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(positions, width))
                .optInitializer(new NormalInitializer(SPREAD))
                .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray numbers = inputs.singletonOrThrow();
    return new NDList(numbers.add(store.getValue(weight, numbers.getDevice(), training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
