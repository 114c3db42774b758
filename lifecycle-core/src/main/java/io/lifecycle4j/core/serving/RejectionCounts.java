package io.lifecycle4j.core.serving;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls that did not run, by their reason. Thread-safe. */
final class RejectionCounts {
  /** Has each reason, and never changes. */
  private final Map<Rejection, LongAdder> counts = new EnumMap<>(Rejection.class);

  RejectionCounts() {
    for (Rejection why : Rejection.values()) {
      counts.put(why, new LongAdder());
    }
  }

  void add(Rejection why) {
    of(why).increment();
  }

  long sum(Rejection why) {
    return of(why).sum();
  }

  private LongAdder of(Rejection why) {
    return Objects.requireNonNull(counts.get(why));
  }
}
