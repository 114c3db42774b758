package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.registry.ArmFigures;
import java.util.Objects;
import java.util.stream.IntStream;

/** What this process counted, for tests of the room. */
public final class Counted {
  private static final int BUCKETS = 10_000;

  private Counted() {}

  /**
   * Returns the figures of the canary arm.
   *
   * @param counters the counters of a step
   * @return what they counted
   */
  public static ArmFigures canary(StepCounters counters) {
    return figures(counters, true);
  }

  /**
   * Returns the figures of the control arm.
   *
   * @param counters the counters of a step
   * @return what they counted
   */
  public static ArmFigures control(StepCounters counters) {
    return figures(counters, false);
  }

  private static ArmFigures figures(StepCounters counters, boolean isServed) {
    return IntStream.range(0, BUCKETS)
        .filter(bucket -> counters.isServed(bucket) == isServed)
        .mapToObj(counters::arm)
        .filter(Objects::nonNull)
        .findFirst()
        .map(TrafficCounter::counts)
        .map(counts -> counts.figures())
        .orElse(ArmFigures.NONE);
  }
}
