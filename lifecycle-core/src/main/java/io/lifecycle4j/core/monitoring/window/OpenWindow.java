package io.lifecycle4j.core.monitoring.window;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The window of a version that is not full.
 *
 * @param full the parts before, for windows that slide
 * @param open the part that is not full; null if it has no rows
 */
record OpenWindow(String label, List<WindowPart> full, @Nullable WindowPart open) {
  static OpenWindow of(String label) {
    return new OpenWindow(label, List.of(), null);
  }

  Optional<WindowPart> part() {
    return Optional.ofNullable(open);
  }

  OpenWindow with(WindowPart part) {
    return new OpenWindow(label, full, part);
  }

  long openRows() {
    return open == null ? 0 : open.rows();
  }

  boolean isEmpty() {
    return open == null && full.isEmpty();
  }
}
