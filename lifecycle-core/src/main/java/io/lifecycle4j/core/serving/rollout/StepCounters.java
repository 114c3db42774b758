package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.registry.RolloutState;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who serves which request in one step of a rollout, and the counts of this process in that step.
 * Thread-safe.
 */
public final class StepCounters {
  private final String rollout;
  private final int step;
  private final CanaryBuckets buckets;
  private final ArmCounter canary = new ArmCounter();
  private final ArmCounter control = new ArmCounter();

  /** Chooses a bucket for requests without a key. */
  private final AtomicLong unkeyed;

  /** Counts nothing yet for the step that a rollout is in. */
  public StepCounters(RolloutState state) {
    this(state.id(), state.step(), state.share(), System.nanoTime());
  }

  StepCounters(String rollout, int step, double share, long seed) {
    this.rollout = rollout;
    this.step = step;
    this.buckets = new CanaryBuckets(rollout, share);
    this.unkeyed = new AtomicLong(SplitMix64.mix(seed));
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
  public @Nullable ArmCounter arm(int bucket) {
    if (buckets.isCanary(bucket)) {
      return canary;
    }
    return buckets.isControl(bucket) ? control : null;
  }

  String rollout() {
    return rollout;
  }

  int step() {
    return step;
  }

  ArmTotals canary() {
    return canary.totals();
  }

  ArmTotals control() {
    return control.totals();
  }
}
