package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.serving.traffic.Counted;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.traffic.TrafficCounter;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Who serves which request in one step of a rollout, and what counts it. Thread-safe. */
public final class StepCounters {
  private final String rollout;
  private final int step;
  private final CanaryBuckets buckets;
  private final TrafficCounter canary;
  private final TrafficCounter control;

  /** Chooses a bucket for requests without a key. */
  private final AtomicLong unkeyed;

  /** Counts for the step that a rollout is in. */
  public StepCounters(RolloutState state, CountedCalls calls) {
    this(state, calls, System.nanoTime());
  }

  StepCounters(RolloutState state, CountedCalls calls, long seed) {
    this.rollout = state.id();
    this.step = state.step();
    this.buckets = new CanaryBuckets(rollout, state.share());
    this.canary = calls.of(canary(state));
    this.control = calls.of(control(state));
    this.unkeyed = new AtomicLong(SplitMix64.mix(seed));
  }

  /** Returns the arm of the version under rollout. */
  static Counted canary(RolloutState state) {
    return new Counted(state.version(), state.id(), state.step());
  }

  /** Returns the arm of the version beside it. */
  static Counted control(RolloutState state) {
    return new Counted(state.started().champion(), state.id(), state.step());
  }

  /** Returns whether these are the counts of the step that a rollout is in. */
  public boolean isOf(RolloutState state) {
    return rollout.equals(state.id()) && step == state.step();
  }

  /** Returns the bucket of a request; without a key, any. */
  public int bucket(@Nullable String key) {
    return key != null
        ? buckets.bucket(key)
        : buckets.bucket(SplitMix64.mix(unkeyed.getAndAdd(SplitMix64.GAMMA)));
  }

  /** Returns whether the version under rollout serves a bucket. */
  public boolean isServed(int bucket) {
    return buckets.isServed(bucket);
  }

  /** Returns the counter of a request; null if it is in neither arm. */
  public @Nullable TrafficCounter arm(int bucket) {
    if (buckets.isCanary(bucket)) {
      return canary;
    }
    return buckets.isControl(bucket) ? control : null;
  }
}
