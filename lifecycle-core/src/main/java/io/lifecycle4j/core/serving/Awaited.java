package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.Pace;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The versions for which decisions wait. Not thread-safe.
 *
 * <p>A decision that nobody waits for asks for its version again and again, until the registry
 * wants something else.
 */
final class Awaited {
  private final Pace pace;

  /** Since when decisions have asked for versions, in nanoseconds. */
  private final Map<Integer, Long> asked = new HashMap<>();

  /** The entry of the registry since which they have. */
  private long entry;

  Awaited(Pace pace) {
    this.pace = pace;
  }

  /** Returns which versions were asked for since an entry; forgets those of another one. */
  Set<Integer> asked(long since) {
    if (since != entry) {
      asked.clear();
      entry = since;
    }
    return asked.keySet();
  }

  void ask(int version, long since) {
    asked(since);
    asked.putIfAbsent(version, now());
  }

  /** Returns whether a version was asked for so long ago that a decision passes over it. */
  boolean isOverdue(int version) {
    long now = now();
    return now - asked.getOrDefault(version, now) >= pace.patience().toNanos();
  }

  private long now() {
    return pace.nanos().getAsLong();
  }
}
