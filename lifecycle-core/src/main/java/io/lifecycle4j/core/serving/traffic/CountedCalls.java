package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.core.traffic.TrafficCounts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests of each version in this process, each once. Thread-safe. */
public final class CountedCalls {
  /** Of so many arms the newest are written; requests of older ones have long ended. */
  private static final int ARMS = 16;

  private final Map<Integer, TrafficCounter> versions = new ConcurrentHashMap<>();

  /** Guarded by itself; the oldest first. */
  private final Map<Counted, TrafficCounter> arms = new LinkedHashMap<>();

  /** Counts nothing yet. */
  public CountedCalls() {}

  /** Returns the counter of the requests of a version that are in no arm, always the same. */
  public TrafficCounter of(int version) {
    return versions.computeIfAbsent(version, any -> new TrafficCounter());
  }

  /** Returns the counter of an arm, always the same while it is one of the newest. */
  public TrafficCounter of(Counted arm) {
    synchronized (arms) {
      TrafficCounter counter = arms.computeIfAbsent(arm, any -> new TrafficCounter());
      if (arms.size() > ARMS) {
        arms.remove(arms.keySet().iterator().next());
      }
      return counter;
    }
  }

  /** Returns all that was counted. */
  Map<Counted, TrafficCounts> counts() {
    Map<Counted, TrafficCounts> counts = new HashMap<>();
    versions.forEach((version, counter) -> counts.put(Counted.of(version), counter.counts()));
    synchronized (arms) {
      arms.forEach((arm, counter) -> counts.put(arm, counter.counts()));
    }
    return counts;
  }
}
