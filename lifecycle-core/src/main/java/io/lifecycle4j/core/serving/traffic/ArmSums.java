package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.serving.traffic.TrafficLine.Of;
import io.lifecycle4j.core.traffic.TrafficCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the lines of one journal say of the newest arms of rollouts. Confined to one thread. */
final class ArmSums {
  /** Of so many arms the sums are held: those of a step and of a few before. */
  private static final int MOST = 8;

  private final Map<Counted, TrafficCounts> sums = new LinkedHashMap<>();

  /** Adds a line, which comes after all others. */
  void add(TrafficLine line) {
    List<Of> all = line.sums();
    if (all != null) {
      sums.clear(); // lines before may be erased
    }
    for (Of of : all == null ? line.versions() : all) {
      if (of.whose().isArm()) {
        sums.merge(of.whose(), of.counts().counts(), TrafficCounts::plus);
      }
    }
    while (sums.size() > MOST) {
      sums.remove(sums.keySet().iterator().next());
    }
  }

  /** Returns the sums, the oldest arm first. */
  Map<Counted, TrafficCounts> all() {
    return sums;
  }

  TrafficCounts of(Counted arm) {
    return sums.getOrDefault(arm, TrafficCounts.NONE);
  }
}
