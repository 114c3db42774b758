package io.lifecycle4j.preprocessing;

/**
 * What becomes of a category that no training row had. A missing one is unknown as well; to tell
 * them apart, impute a text first. More policies may come: a switch needs a default branch.
 */
public enum UnknownPolicy {
  /** It is none of the known ones: 0 at each of their places. */
  ZEROS,
  /** It has a place of its own, the last, with all other unknown ones. */
  OWN,
  /** The row is refused. */
  ERROR
}
