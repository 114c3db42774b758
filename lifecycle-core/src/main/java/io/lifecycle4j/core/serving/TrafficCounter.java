package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.rollout.ArmCounter;

/** Counts the rows that a version is asked about. Thread-safe and lock-free, no allocation. */
public final class TrafficCounter {
  private final ArmCounter counter = new ArmCounter();

  /** Counts nothing yet. */
  public TrafficCounter() {}

  /** Counts a row of the version, unless its call ended before the row was run. */
  public void add(PredictionRecord<?, ?> row) {
    PredictionRecord.Ending ending = row.ending();
    if (ending == null) {
      return;
    }
    counter.add(row.nanos());
    switch (ending) {
      case REFUSED -> counter.refused();
      case INVALID, FAILED -> counter.failed();
      default -> {
        // answered
      }
    }
  }

  /** Returns what was counted so far. */
  public TrafficCounts counts() {
    return new TrafficCounts(counter.totals());
  }
}
