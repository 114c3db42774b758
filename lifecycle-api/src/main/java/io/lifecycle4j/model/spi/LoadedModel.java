package io.lifecycle4j.model.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Set;

/**
 * A network in memory.
 *
 * <p>Every method but {@link #close()} is thread-safe. {@link #close()} is called once, after every
 * worker is closed and every other call has returned: closing a network in use may end the process.
 */
public interface LoadedModel extends AutoCloseable {
  /** The capability of {@link #inputGradient}. */
  String INPUT_GRADIENT = "inputGradient";

  /** The capability of {@link #embeddingWorker}. */
  String EMBEDDING = "embedding";

  /**
   * Creates a worker.
   *
   * @return a worker for one thread at a time; close it
   */
  ModelWorker worker();

  /**
   * Returns the optional capabilities of this network. Default: none. Callers ignore unknown
   * capabilities.
   *
   * @return the capabilities, such as {@link #INPUT_GRADIENT}
   */
  default Set<String> capabilities() {
    return Set.of();
  }

  /**
   * Computes the gradient of a loss with respect to one input: the direction in which the loss of a
   * row increases. A stress test moves a row in the direction of its sign (FGSM; Goodfellow, Shlens
   * and Szegedy 2015). Does not react to interrupts.
   *
   * <p>The gradient of a row is that of its own loss, independent of the other rows. The network
   * runs in inference mode: without dropout, and without learning.
   *
   * @param input the name of the input, of floating-point numbers
   * @param inputs a tensor for each input of the signature, in its order, all with the same number
   *     of rows; not changed
   * @param targets a tensor for each target of the task, with the same number of rows
   * @param loss the loss, such as {@link Task#loss()}
   * @return a new tensor of the name, type and shape of the input; not finite where outputs are not
   * @throws MissingCapabilityException if this network lacks {@link #INPUT_GRADIENT}, as by default
   * @throws io.lifecycle4j.error.NotFoundException if there is no such input
   * @throws io.lifecycle4j.error.InvalidValueException if the input is not of a floating-point
   *     type, or if the shapes of inputs or targets do not fit
   * @throws io.lifecycle4j.error.PredictionFailedException if the engine cannot run the network
   */
  default Tensor inputGradient(
      String input, List<Tensor> inputs, List<Tensor> targets, Task.Loss loss) {
    throw new MissingCapabilityException(
        "Cannot compute the gradient by input "
            + required(input, "input")
            + ": the engine of the network has no such capability (it has "
            + capabilities()
            + ", needs "
            + INPUT_GRADIENT
            + ")");
  }

  /**
   * Creates a worker that also gives what the last layer receives, {@link ModelWorker#embedding()}:
   * drift monitoring compares it, as a network sees in it what matters.
   *
   * @return a worker for one thread at a time; close it
   * @throws MissingCapabilityException if this network lacks {@link #EMBEDDING}, as by default
   */
  default ModelWorker embeddingWorker() {
    throw new MissingCapabilityException(
        "Cannot give the embedding of rows: the engine of the network has no such capability (it"
            + " has "
            + capabilities()
            + ", needs "
            + EMBEDDING
            + ")");
  }

  /**
   * Frees the network, unless that was done.
   *
   * @throws IllegalStateException if a worker is open
   */
  @Override
  void close();
}
