package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Maps ids to learned vectors: {@code int64 [rows, positions]} becomes {@code float32 [rows,
 * positions, width]}, with the {@linkplain Padding used positions}. Id 0 is always zeros. DJL's
 * embeddings look up objects, not ids.
 */
final class EmbeddingBlock extends AbstractBlock {
  /** The deviation of the initial vectors. */
  private static final float SPREAD = 0.1f;

  private final int width;
  private final Parameter weight;

  EmbeddingBlock(int entries, int width) {
    this.width = width;
    this.weight =
        addParameter(
            Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(entries, width))
                .optInitializer(new NormalInitializer(SPREAD))
                .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray ids = inputs.singletonOrThrow();
    NDArray vectors = store.getValue(weight, ids.getDevice(), training);
    NDArray known = ids.neq(0).toType(DataType.FLOAT32, false).expandDims(-1);
    NDArray found =
        ids.getNDArrayInternal()
            .embedding(ids, vectors, SparseFormat.DENSE)
            .singletonOrThrow()
            .mul(known);
    return new NDList(found, Padding.used(ids));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].add(width)};
  }
}
