package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.serving.rollout.ArmCounter;
import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests of each version in this process. Thread-safe. */
public final class VersionTraffic {
  private final Map<Integer, ArmCounter> counters = new ConcurrentHashMap<>();

  /** Returns the counter of a version, always the same. */
  public ArmCounter of(int version) {
    return counters.computeIfAbsent(version, any -> new ArmCounter());
  }

  /** Returns all that was counted, by version. */
  Map<Integer, ArmTotals> totals() {
    Map<Integer, ArmTotals> totals = new TreeMap<>();
    counters.forEach((version, counter) -> totals.put(version, counter.totals()));
    return totals;
  }
}
