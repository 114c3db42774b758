package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Durability;
import java.util.List;

/**
 * Where the events of one run go. A backend implements it.
 *
 * <p>Thread-safe. After {@link #close()} it throws {@link IllegalStateException}.
 */
public interface RunLog extends AutoCloseable {
  /**
   * Appends events, all or none.
   *
   * @param events the events, in order
   * @param durability what they survive once the call returns
   * @throws io.lifecycle4j.error.ConflictException if a parameter has another value already
   */
  void append(List<RunEvent> events, Durability durability);

  /** Closes the log; the run stays as it is. */
  @Override
  void close();
}
