package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention of several heads, to all positions but padding. Its parameters are those of
 * PyTorch: the weights of queries, keys and values follow each other.
 */
final class AttentionBlock extends AbstractBlock implements Padding.Aware {
  private static final int PARTS = 3;

  private final int heads;
  private final Parameter inWeight;
  private final Parameter inBias;
  private final Parameter outWeight;
  private final Parameter outBias;

  AttentionBlock(long width, int heads) {
    this.heads = heads;
    inWeight = parameter("inWeight", Parameter.Type.WEIGHT, new Shape(PARTS * width, width));
    inBias = parameter("inBias", Parameter.Type.BIAS, new Shape(PARTS * width));
    outWeight = parameter("outWeight", Parameter.Type.WEIGHT, new Shape(width, width));
    outBias = parameter("outBias", Parameter.Type.BIAS, new Shape(width));
  }

  private Parameter parameter(String name, Parameter.Type type, Shape shape) {
    return addParameter(Parameter.builder().setName(name).setType(type).optShape(shape).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray numbers = inputs.get(0);
    NDList parts = linear(store, numbers, inWeight, inBias, training).split(PARTS, 2);
    NDArray queries = byHead(parts.get(0));
    NDArray keys = byHead(parts.get(1));
    NDArray values = byHead(parts.get(2));
    double root = Math.sqrt((double) numbers.getShape().get(2) / heads);
    NDArray scale = TensorTypes.number(root, numbers.getManager());
    NDArray scores = queries.matMul(keys.transpose(0, 1, 3, 2)).div(scale);
    NDArray shares = (inputs.size() == 1 ? scores : scores.add(unseen(inputs))).softmax(-1);
    NDArray mixed = shares.matMul(values).transpose(0, 2, 1, 3).reshape(numbers.getShape());
    return Padding.after(inputs, linear(store, mixed, outWeight, outBias, training));
  }

  /** Returns what takes each share from padding: {@code [rows, 1, 1, positions]}. */
  private static NDArray unseen(NDList inputs) {
    Shape shape = inputs.get(0).getShape();
    NDArray mask = Padding.mask(inputs.get(1), shape.get(1));
    return Padding.least(mask).reshape(shape.get(0), 1, 1, shape.get(1));
  }

  private static NDArray linear(
      ParameterStore store, NDArray numbers, Parameter weight, Parameter bias, boolean training) {
    return numbers
        .getNDArrayInternal()
        .linear(
            numbers,
            store.getValue(weight, numbers.getDevice(), training),
            store.getValue(bias, numbers.getDevice(), training))
        .singletonOrThrow();
  }

  /**
   * Makes {@code [rows, heads, positions, numbers of a head]} of {@code [rows, positions, all]}.
   */
  private NDArray byHead(NDArray numbers) {
    Shape shape = numbers.getShape();
    return numbers
        .reshape(shape.get(0), shape.get(1), heads, shape.get(2) / heads)
        .transpose(0, 2, 1, 3);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
