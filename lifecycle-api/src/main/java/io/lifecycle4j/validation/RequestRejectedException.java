package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import java.util.List;

/**
 * Thrown when a request breaks a rule of the training data of the model. No prediction was made.
 *
 * <p>Either the request is wrong, or the training data no longer covers the requests. A retry with
 * the same input fails again.
 */
public final class RequestRejectedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final transient List<Rule> broken;

  /**
   * Creates an exception.
   *
   * @param message names the model and the broken rules with the values found; contains no private
   *     values
   * @param broken the broken rules
   */
  public RequestRejectedException(String message, List<Rule> broken) {
    super("REQUEST_REJECTED", Kind.INVALID, required(message, "message"), null);
    this.broken = copy(broken, "broken rules");
  }

  /**
   * Returns the broken rules.
   *
   * @return the rules, in the order of the dataset
   */
  public List<Rule> broken() {
    return broken;
  }
}
