package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.monitoring.Divergence;
import org.jspecify.annotations.Nullable;

/**
 * What was compared in a window: a column, of all rows or of one segment.
 *
 * @param segment the segment, such as {@code country=CH}; null for all rows
 * @param referenceRows as how many independent rows those of the reference are worth
 * @param rows as how many independent rows those of the window are worth; 0 if nothing could be
 *     compared
 */
public record Compared(
    Divergence divergence, @Nullable String segment, long referenceRows, long rows) {
  /** Returns whether there were rows to compare. */
  public boolean isTested() {
    return rows > 0 && referenceRows > 0;
  }
}
