package io.lifecycle4j.training;

/**
 * Trains a network. The same trainer serves the first training and every later one.
 *
 * <p>Thread-safe: it keeps nothing between two trainings.
 */
@FunctionalInterface
public interface Trainer {
  /**
   * Trains a network. The caller waits; it runs on a thread of the library's own.
   *
   * @param context data, task, run and progress
   * @return the trained network
   * @throws io.lifecycle4j.error.TrainingFailedException if training diverged
   * @throws io.lifecycle4j.error.OperationInterruptedException if the caller gave up
   */
  TrainedModel train(TrainingContext context);
}
