package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.serving.Arm;
import org.jspecify.annotations.Nullable;

/**
 * The share of calls that a version under rollout answers.
 *
 * @param route the version; null if it is the champion, and bakes
 * @param counters decide by the key of a call, and count
 */
record CanaryShare<I, O>(@Nullable Route<I, O> route, StepCounters counters) {
  /** Returns whether it counts what another one counted. */
  boolean counts(@Nullable CanaryShare<I, O> last) {
    return last != null && last.counters() == counters;
  }

  /** Returns whether the version answers a call. If it fails, the champion does. */
  boolean answers(int bucket, PredictionRequest<I, O> request) {
    boolean answers = route != null && counters.isServed(bucket) && route.breaker().permits();
    if (answers) {
      request.chosen(Arm.CANARY, counters.arm(bucket));
    }
    return answers;
  }

  /** Lets the champion answer a call, which is counted unless it stands in for the version. */
  void leave(int bucket, PredictionRequest<I, O> request) {
    boolean standsIn = route != null && counters.isServed(bucket);
    TrafficCounter counter = standsIn ? null : counters.arm(bucket);
    request.chosen(route == null || counter == null ? Arm.CHAMPION : Arm.CONTROL, counter);
  }
}
