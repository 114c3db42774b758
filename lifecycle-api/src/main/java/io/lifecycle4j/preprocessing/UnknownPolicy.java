package io.lifecycle4j.preprocessing;

/**
 * How a category that no training row has is handled. A missing value is unknown as well; to
 * distinguish the two, impute a text first. Policies may be added: a switch needs a default branch.
 */
public enum UnknownPolicy {
  /** It is encoded as 0 at the position of every known category. */
  ZEROS,
  /** All unknown categories share a position of their own, the last. */
  OWN,
  /** The row is rejected. */
  ERROR
}
