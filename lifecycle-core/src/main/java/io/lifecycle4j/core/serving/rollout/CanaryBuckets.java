package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.hash.SplitMix64;

/**
 * Which keys a version serves during a rollout, and which requests are compared. Immutable.
 *
 * <p>The version serves the keys whose bucket is below the share, so a key that it served stays
 * with it while the share grows. The arms that are compared are equally large: the last buckets
 * that the version serves, and as many that come next, which the version in production serves. With
 * the share 1, all are the canary arm.
 *
 * <p>Part of the format: all processes must agree, also those of different versions.
 */
final class CanaryBuckets {
  private static final int BUCKETS = 10_000;

  private final long salt;
  private final int served;
  private final int first;
  private final int end;

  /** Routes a share of the keys by the id of the rollout. */
  CanaryBuckets(String rollout, double share) {
    this.salt = SplitMix64.hash(rollout);
    this.served = (int) Math.round(share * BUCKETS);
    int arm = Math.min(served, BUCKETS - served);
    this.first = served < BUCKETS ? served - arm : 0;
    this.end = served + arm;
  }

  /** Returns the bucket of a key. */
  int bucket(String key) {
    return bucket(SplitMix64.hash(key));
  }

  /** Returns the bucket of a hash, such as that of the number of a request without a key. */
  int bucket(long hash) {
    return (int) Long.remainderUnsigned(SplitMix64.mix(hash + salt), BUCKETS);
  }

  boolean isServed(int bucket) {
    return bucket < served;
  }

  boolean isCanary(int bucket) {
    return bucket >= first && bucket < served;
  }

  boolean isControl(int bucket) {
    return bucket >= served && bucket < end;
  }
}
