package io.lifecycle4j.preprocessing;

/**
 * What becomes of a number that a function is not defined for. More policies may come: a switch
 * needs a default branch.
 */
public enum DomainPolicy {
  /** The row is refused. */
  ERROR,
  /** It becomes missing, for a later step to impute. */
  MISSING
}
