package io.lifecycle4j.model;

/**
 * A network in memory.
 *
 * <p>{@link #worker()} is thread-safe. {@link #close()} is called once, after every worker is
 * closed: closing a network in use may end the process.
 */
public interface LoadedModel extends AutoCloseable {
  /**
   * Creates a worker.
   *
   * @return a worker for one thread at a time; close it
   */
  ModelWorker worker();

  /** Frees the network. No worker may be open. */
  @Override
  void close();
}
