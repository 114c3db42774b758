package io.lifecycle4j.model.spi;

import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * Runs a network.
 *
 * <p>Used by one thread at a time, which may be any thread. It leaves no state on the calling
 * thread.
 */
public interface ModelWorker extends AutoCloseable {
  /**
   * Runs the network on several rows at once. Does not react to interrupts.
   *
   * @param inputs a tensor for each input of the signature, in its order, all with the same number
   *     of rows; not changed
   * @return a tensor for each output of the signature, in its order, with the same number of rows;
   *     valid until the next run or until this worker is closed
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs do not fit the signature
   * @throws io.lifecycle4j.error.PredictionFailedException if the engine cannot run them
   */
  List<Tensor> run(List<Tensor> inputs);

  /**
   * Returns what the last layer of the network received in the last run, the embedding of each row.
   *
   * @return a tensor of 32-bit floats, {@code [rows][numbers]}; valid until the next run or until
   *     this worker is closed
   * @throws MissingCapabilityException unless this is an {@linkplain LoadedModel#embeddingWorker()
   *     embedding worker}
   * @throws IllegalStateException if nothing has run
   */
  default Tensor embedding() {
    throw new MissingCapabilityException(
        "Cannot give the embedding of rows (needs an embedding worker)");
  }

  /** Frees the worker, which must not be running. */
  @Override
  void close();
}
