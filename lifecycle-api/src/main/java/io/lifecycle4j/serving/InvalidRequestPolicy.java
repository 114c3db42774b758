package io.lifecycle4j.serving;

/** What becomes of a request that breaks a rule of the data that the model was trained on. */
public enum InvalidRequestPolicy {
  /** Requests are not checked. */
  OFF,
  /** It is answered, counted and, now and then, logged. */
  LOG,
  /**
   * It is refused with a {@link io.lifecycle4j.validation.RequestRejectedException} if the rule is
   * an error that tolerates no row; for every other rule it is answered, counted and logged.
   */
  REJECT
}
