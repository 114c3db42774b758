package io.lifecycle4j.preprocessing;

/**
 * How a number outside the domain of a function is handled. Policies may be added: a switch needs a
 * default branch.
 */
public enum DomainPolicy {
  /** The row is rejected. */
  ERROR,
  /** It becomes missing, for a later step to impute. */
  MISSING
}
