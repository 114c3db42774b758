package io.lifecycle4j.retraining;

/**
 * The automation of a model that was started: it evaluates the policy and takes retrainings on.
 *
 * <p>Of all processes that started it for a model, one decides; if that one ends or dies, another
 * takes over where it was. Thread-safe.
 */
public interface Automation extends AutoCloseable {
  /**
   * Returns whether this process decides.
   *
   * @return false if another process does, or if it is closed
   */
  boolean leads();

  /**
   * Stops the automation in this process. A training in progress is cancelled, and begins anew when
   * an automation is started again. Closing the model does the same. Does nothing the second time.
   */
  @Override
  void close();
}
