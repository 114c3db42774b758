package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.rollout.ArmCounter;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import org.jspecify.annotations.Nullable;

/**
 * The share of calls that a version under rollout answers.
 *
 * @param route the version; null if it is the champion, and bakes
 * @param counters decide by the key of a call, and count
 */
record CanaryShare<I, O>(@Nullable Route<I, O> route, StepCounters counters) {
  /** Returns whether the version answers a bucket. If it fails, the champion does. */
  boolean answers(int bucket) {
    return route != null && counters.isServed(bucket) && route.breaker().permits();
  }

  /** Returns the counter of a call that the champion answers; null if it is not compared. */
  @Nullable ArmCounter championArm(int bucket) {
    boolean standsIn = route != null && counters.isServed(bucket);
    return standsIn ? null : counters.arm(bucket);
  }
}
