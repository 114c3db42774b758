package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lifecycle4j.djl.model.TensorTypes;

/** What a training minimizes. */
interface Objective {
  /**
   * Computes the loss of a batch.
   *
   * @param outputs the outputs of the network
   * @param batch the rows, which are not changed
   * @param arrays owns what is created
   */
  BatchLoss of(NDList outputs, RowBatch batch, NDManager arrays);

  /** Returns the relation of the outputs to the targets of the data. */
  TargetScale scale();

  /**
   * The loss of a batch.
   *
   * @param mean the mean over its rows
   * @param array a number whose gradient is that of the mean over the rows
   */
  record BatchLoss(double mean, NDArray array) {
    /**
     * Returns the number multiplied by the share of the batch in its update.
     *
     * @param arrays owns what is created
     */
    NDArray array(double share, NDManager arrays) {
      return share == 1 ? array : array.mul(TensorTypes.number(share, arrays));
    }
  }
}
