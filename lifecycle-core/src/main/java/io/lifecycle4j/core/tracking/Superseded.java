package io.lifecycle4j.core.tracking;

import java.util.TreeMap;

/** Which points later segments of a run supersede. Not thread-safe. */
final class Superseded {
  /** The prefix of metrics whose steps are not those of training; no segment supersedes them. */
  private static final String SYSTEM = "system/";

  /** The first step of each segment, by the entry that begins it. */
  private final TreeMap<Long, Long> segments = new TreeMap<>();

  /** Returns whether no segment supersedes the points of a metric. */
  static boolean spares(String metric) {
    return metric.startsWith(SYSTEM);
  }

  /** Adds a segment; a known one is ignored. */
  void add(long sequence, long fromStep) {
    segments.put(sequence, fromStep);
  }

  boolean knows(long sequence) {
    return segments.containsKey(sequence);
  }

  /** Returns whether a later segment supersedes a point of an entry. */
  boolean covers(long sequence, long step) {
    if (segments.isEmpty()) {
      return false;
    }
    for (long fromStep : segments.tailMap(sequence, false).values()) {
      if (step >= fromStep) {
        return true;
      }
    }
    return false;
  }
}
