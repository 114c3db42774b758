package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * The share of predictions that are logged with their inputs.
 *
 * <p>Whether a prediction is in the share depends only on its id. Everything else of a prediction
 * is logged in any case.
 *
 * @param share 0 to 1
 */
public record LoggedInputs(double share) {
  /** Checks the share. */
  public LoggedInputs {
    check(share >= 0 && share <= 1, "Invalid share of inputs: %s (must be 0 to 1)", share);
  }

  /**
   * Logs all inputs.
   *
   * @return the share 1
   */
  public static LoggedInputs all() {
    return new LoggedInputs(1);
  }

  /**
   * Logs the inputs of a share of the predictions, chosen by a hash of their ids.
   *
   * @param share 0 to 1
   * @return the share
   */
  public static LoggedInputs sampled(double share) {
    return new LoggedInputs(share);
  }

  /**
   * Logs no inputs.
   *
   * @return the share 0
   */
  public static LoggedInputs none() {
    return new LoggedInputs(0);
  }
}
