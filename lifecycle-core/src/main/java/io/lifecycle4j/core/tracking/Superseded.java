package io.lifecycle4j.core.tracking;

import java.util.TreeMap;

/** Which points later segments of a run did again. Not thread-safe. */
final class Superseded {
  /** What metrics begin with whose steps are not those of the training: nothing does them again. */
  private static final String SYSTEM = "system/";

  /** By the entry that begins a segment, its first step. */
  private final TreeMap<Long, Long> segments = new TreeMap<>();

  /** Returns whether the points of a metric count whatever segments come. */
  static boolean spares(String metric) {
    return metric.startsWith(SYSTEM);
  }

  /** Adds a segment; one that is known already changes nothing. */
  void add(long sequence, long fromStep) {
    segments.put(sequence, fromStep);
  }

  boolean knows(long sequence) {
    return segments.containsKey(sequence);
  }

  /** Returns whether a point of an entry was done again later. */
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
