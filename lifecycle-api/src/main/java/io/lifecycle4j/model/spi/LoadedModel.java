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

  /**
   * Creates a worker.
   *
   * @return a worker for one thread at a time; close it
   */
  ModelWorker worker();

  /**
   * Names what this network can do besides running. Default: nothing. Names that a caller does not
   * know are ignored.
   *
   * @return the capabilities, such as {@link #INPUT_GRADIENT}
   */
  default Set<String> capabilities() {
    return Set.of();
  }

  /**
   * Computes the gradient of a loss by one input: in which direction the numbers of a row make its
   * loss greater. A stress test moves a row along the sign of it (FGSM; Goodfellow, Shlens and
   * Szegedy 2015). Does not react to interrupts.
   *
   * <p>Each row has the gradient of its own loss, whatever rows are beside it. The network runs as
   * in a prediction: nothing is dropped out, and nothing is learned.
   *
   * @param input the name of the input, of floating-point numbers
   * @param inputs a tensor for each input of the signature, in its order, with equally many rows;
   *     not changed
   * @param targets a tensor for each target of the task, with as many rows
   * @param loss the loss, such as {@link Task#loss()}
   * @return a new tensor of the name, type and shape of the input; not finite where outputs are not
   * @throws MissingCapabilityException if this network has no {@link #INPUT_GRADIENT}, as by
   *     default
   * @throws io.lifecycle4j.error.NotFoundException if there is no such input
   * @throws io.lifecycle4j.error.InvalidValueException if the input has no floating-point numbers,
   *     or inputs, targets or what the loss returns do not fit
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

  /** Frees the network. No worker may be open. */
  @Override
  void close();
}
