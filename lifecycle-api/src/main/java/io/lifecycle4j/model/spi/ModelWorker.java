package io.lifecycle4j.model.spi;

import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * Runs a network.
 *
 * <p>For one thread at a time, any thread. It leaves no trace on the calling thread.
 */
public interface ModelWorker extends AutoCloseable {
  /**
   * Runs the network on several rows at once. Does not react to interrupts.
   *
   * @param inputs a tensor for each input of the signature, in its order, with equally many rows;
   *     not changed
   * @return a tensor for each output of the signature, in its order, with as many rows; valid until
   *     the next run, or the end of this worker
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs do not fit the signature
   * @throws io.lifecycle4j.error.PredictionFailedException if the engine cannot run them
   */
  List<Tensor> run(List<Tensor> inputs);

  /** Frees the worker; it may not be running. */
  @Override
  void close();
}
