package io.lifecycle4j.registry;

/** The verdict of a gate. Only {@link #PASS} allows a promotion. */
public enum Verdict {
  /** The requirement holds. */
  PASS,
  /** The requirement does not hold. */
  FAIL,
  /** There are too few rows to decide. */
  INCONCLUSIVE,
  /** The gate could not be evaluated: a metric is missing or NaN, or the check threw. */
  ERROR
}
