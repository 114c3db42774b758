package io.lifecycle4j.training;

import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import java.util.Optional;

/**
 * Trains networks. A trainer can be used for any number of trainings.
 *
 * <p>Thread-safe and stateless between trainings.
 */
@FunctionalInterface
public interface Trainer {
  /**
   * Trains a network. It runs on a thread of the library, while the caller waits.
   *
   * @param context data, task, run and progress
   * @return the trained network, whose signature is that of the context
   * @throws io.lifecycle4j.error.TrainingFailedException if training diverged
   * @throws io.lifecycle4j.error.OperationInterruptedException if training was cancelled
   */
  TrainedModel train(TrainingContext context);

  /**
   * Returns the engine for what this trainer trains, if the engines of a home do not load it, such
   * as networks of a block that was given to the trainer. A model that is opened with the trainer
   * uses it before those of the home, for every version of its formats; a process that serves
   * without the trainer gets it through the builder of a {@code Lifecycle}. Default: none.
   *
   * @return the engine, always one that loads the same
   */
  default Optional<Engine> engine() {
    return Optional.empty();
  }

  /**
   * Returns the settings that change what this trainer trains. They are part of the inputs of a
   * retraining: after a change, the same rows are trained on again. Default: the {@link
   * Object#toString} of the trainer, which is enough for a record.
   *
   * @return the settings, the same text for the same settings in each process; a hash of identity,
   *     as in {@code MyTrainer@1b2c}, is ignored
   */
  default String configuration() {
    return toString();
  }
}
