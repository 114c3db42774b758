package io.lifecycle4j.model;

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
   * @param inputs one tensor for each input, {@link Engine#INPUT} for the only one; not changed
   * @return one tensor for each output, {@link Engine#OUTPUT} for the only one, of shape {@code
   *     [rows, outputs]}; valid until the next run
   * @throws io.lifecycle4j.error.PredictionFailedException if the engine cannot run them
   */
  List<Tensor> run(List<Tensor> inputs);

  /** Frees the worker; it may not be running. */
  @Override
  void close();
}
