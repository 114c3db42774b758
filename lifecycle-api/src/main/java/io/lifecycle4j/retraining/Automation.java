package io.lifecycle4j.retraining;

/**
 * The started automation of a model: it evaluates the policy and runs retrainings.
 *
 * <p>Of all processes that started it for a model, one decides. If that process ends or dies,
 * another continues where it stopped. Thread-safe.
 */
public interface Automation extends AutoCloseable {
  /**
   * Returns whether this process decides.
   *
   * @return false if another process does, or if it is closed
   */
  boolean leads();

  /**
   * Stops the automation in this process. A training in progress is cancelled, and starts anew when
   * an automation is started again. Closing the model does the same. Idempotent.
   */
  @Override
  void close();
}
