package io.lifecycle4j.retraining;

/**
 * What happens to a candidate that passed the gates. Further constants may be added: a switch needs
 * a default branch.
 */
public enum Release {
  /** It is promoted to production. */
  PROMOTE,
  /** It is rolled out step by step, and promoted if it is not worse on live requests. */
  ROLL_OUT,
  /** It stays a candidate: a person promotes it. */
  REGISTER
}
