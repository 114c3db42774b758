package io.lifecycle4j.serving;

/** How a request that breaks a rule of the model's training data is handled. */
public enum InvalidRequestPolicy {
  /** Requests are not validated. */
  OFF,
  /** The request is served and counted; violations are logged at a limited rate. */
  LOG,
  /**
   * The request is rejected with a {@link io.lifecycle4j.validation.RequestRejectedException} if
   * the rule has severity ERROR and tolerates no row; for every other rule it is served and counted
   * as with {@link #LOG}.
   */
  REJECT
}
