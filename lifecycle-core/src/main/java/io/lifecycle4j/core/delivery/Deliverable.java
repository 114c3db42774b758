package io.lifecycle4j.core.delivery;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * One thing that listeners receive.
 *
 * @param sequence the entry that it is of
 * @param part its place in that entry, which stays the same
 * @param id identifies it
 * @param value what a listener receives
 */
public record Deliverable<T>(long sequence, int part, String id, T value) {
  /** Checks the parts. */
  public Deliverable {
    required(id, "id");
    required(value, "value");
  }
}
