package io.lifecycle4j.training;

import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import java.util.Optional;

/**
 * Trains networks, any number of times.
 *
 * <p>Thread-safe and stateless between trainings.
 */
@FunctionalInterface
public interface Trainer {
  /**
   * Trains a network. Runs on a thread of the library while the caller waits.
   *
   * @param context data, task, run and progress
   * @return the trained network, whose signature is that of the context
   * @throws io.lifecycle4j.error.TrainingFailedException if training diverged
   * @throws io.lifecycle4j.error.OperationInterruptedException if training was cancelled
   */
  TrainedModel train(TrainingContext context);

  /**
   * Returns an engine for networks of this trainer that the engines of a home cannot load, such as
   * those with a custom block. A model that is opened with the trainer prefers this engine to those
   * of the home, for every version of its formats. In a process that serves without the trainer,
   * pass the engine to the builder of the {@code Lifecycle}. Default: none.
   *
   * @return the engine; every call returns one that loads the same networks
   */
  default Optional<Engine> engine() {
    return Optional.empty();
  }

  /**
   * Returns the settings that affect the result of training. They are part of the inputs of a
   * retraining: after a change, the same rows may be trained on again. Default: the {@link
   * Object#toString} of the trainer, which is enough for a record.
   *
   * @return the settings; equal settings must return the same text in each process. An identity
   *     hash, as in {@code MyTrainer@1b2c}, is ignored
   */
  default String configuration() {
    return toString();
  }
}
