package io.lifecycle4j.core.monitoring.window;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the process that judges has made of the slices of all. Immutable.
 *
 * @param revision counts the states, from 0
 * @param consumed the last sequence of each journal whose slice is in a window
 * @param windows the windows that are not full
 * @param spent what was spent of the promise of false alarms; null before the first window
 */
public record WindowState(
    long revision, Map<String, Long> consumed, List<OpenWindow> windows, @Nullable Spent spent) {
  /** The state before the first slice. */
  static final WindowState NONE = new WindowState(0, Map.of(), List.of(), null);

  /** Copies the parts. */
  public WindowState {
    consumed = Map.copyOf(consumed);
    windows = List.copyOf(windows);
  }

  /**
   * What was spent of the promise of false alarms.
   *
   * @param left what is left
   * @param at as of this time
   */
  public record Spent(double left, Instant at) {}

  /** Returns the last sequence of a journal whose slice is in a window, 0 if none is. */
  long consumed(String journal) {
    return consumed.getOrDefault(journal, 0L);
  }

  OpenWindow window(String label) {
    return windows.stream()
        .filter(window -> window.label().equals(label))
        .findFirst()
        .orElseGet(() -> OpenWindow.of(label));
  }

  WindowState with(OpenWindow changed) {
    List<OpenWindow> next =
        Stream.concat(
                windows.stream().filter(window -> !window.label().equals(changed.label())),
                Stream.of(changed).filter(window -> !window.isEmpty()))
            .toList();
    return new WindowState(revision, consumed, next, spent);
  }

  WindowState consumed(String journal, long sequence) {
    Map<String, Long> next = new HashMap<>(consumed);
    next.put(journal, sequence);
    return new WindowState(revision, next, windows, spent);
  }

  WindowState spent(@Nullable Spent now) {
    return new WindowState(revision, consumed, windows, now);
  }

  WindowState next() {
    return new WindowState(revision + 1, consumed, windows, spent);
  }

  /** Returns the positions in the order of names. */
  Map<String, Long> sorted() {
    return new TreeMap<>(consumed);
  }
}
