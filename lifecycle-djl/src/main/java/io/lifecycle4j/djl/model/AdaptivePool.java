package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.lifecycle4j.core.model.network.Layer;
import java.util.List;

/**
 * Divides an image into rectangles, as PyTorch's adaptive pooling does, and makes one number of
 * each: first over the rows, then over the columns. All rectangles of a window have as many rows,
 * so a mean of means is the mean.
 */
record AdaptivePool(int rows, int columns, Over over) {
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  /** Makes one number of those along dimensions, which stay as dimensions of 1. */
  interface Over {
    NDArray of(NDArray array, int[] axes, boolean keep);
  }

  static Block block(Layer layer, List<Integer> in, Over over) {
    AdaptivePool pool = new AdaptivePool(layer.integer("rows"), layer.integer("columns"), over);
    return LambdaBlock.singleton(pool::of);
  }

  private NDArray of(NDArray images) {
    return along(along(images, ROWS, rows), COLUMNS, columns);
  }

  private NDArray along(NDArray images, int axis, int windows) {
    long length = images.getShape().get(axis);
    NDList parts = new NDList(windows);
    for (long i = 0; i < windows; i++) {
      long from = i * length / windows;
      long to = ((i + 1) * length + windows - 1) / windows;
      NDIndex part = new NDIndex();
      for (int dimension = 0; dimension < axis; dimension++) {
        part.addAllDim();
      }
      parts.add(over.of(images.get(part.addSliceDim(from, to)), new int[] {axis}, true));
    }
    return NDArrays.concat(parts, axis);
  }
}
