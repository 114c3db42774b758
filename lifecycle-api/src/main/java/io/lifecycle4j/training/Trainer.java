package io.lifecycle4j.training;

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
   * @return the trained network
   * @throws io.lifecycle4j.error.TrainingFailedException if training diverged
   * @throws io.lifecycle4j.error.OperationInterruptedException if training was cancelled
   */
  TrainedModel train(TrainingContext context);
}
