package io.lifecycle4j.registry;

/** What a gate says. Only {@link #PASS} promotes. */
public enum Verdict {
  /** What was required holds. */
  PASS,
  /** What was required does not hold. */
  FAIL,
  /** The rows do not suffice to tell. */
  INCONCLUSIVE,
  /** The gate could not be asked: a metric is missing or NaN, or the check threw. */
  ERROR
}
