package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.registry.ArmFigures;

/** What this process counted, for tests of the room. */
public final class Counted {
  private Counted() {}

  /**
   * Returns the figures of the canary arm.
   *
   * @param counters the counters of a step
   * @return what they counted
   */
  public static ArmFigures canary(StepCounters counters) {
    return counters.canary().figures();
  }

  /**
   * Returns the figures of the control arm.
   *
   * @param counters the counters of a step
   * @return what they counted
   */
  public static ArmFigures control(StepCounters counters) {
    return counters.control().figures();
  }
}
