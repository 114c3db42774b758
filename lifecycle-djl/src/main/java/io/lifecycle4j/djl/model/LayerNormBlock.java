package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** Normalizes the last dimension. DJL's block normalizes all dimensions of a row. */
final class LayerNormBlock extends AbstractBlock {
  private static final float EPSILON = 1e-5f;

  private final Shape width;
  private final Parameter gamma;
  private final Parameter beta;

  LayerNormBlock(int width) {
    this.width = new Shape(width);
    this.gamma = addParameter(parameter("gamma", Parameter.Type.GAMMA));
    this.beta = addParameter(parameter("beta", Parameter.Type.BETA));
  }

  private Parameter parameter(String name, Parameter.Type type) {
    return Parameter.builder().setName(name).setType(type).optShape(width).build();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray numbers = inputs.singletonOrThrow();
    NDArray factors = store.getValue(gamma, numbers.getDevice(), training);
    NDArray terms = store.getValue(beta, numbers.getDevice(), training);
    return numbers.getNDArrayInternal().layerNorm(numbers, width, factors, terms, EPSILON);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
