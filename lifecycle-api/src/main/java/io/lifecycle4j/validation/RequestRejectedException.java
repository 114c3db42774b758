package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import java.util.List;

/**
 * A request breaks a rule of the data that the model was trained on, so it got no answer.
 *
 * <p>The request is at fault, or what the model learned from no longer covers what it is asked; a
 * retry with the same input gives the same.
 */
public final class RequestRejectedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final transient List<Rule> broken;

  /**
   * Creates an exception.
   *
   * @param message the model, and the rules that are broken with what was found; private values are
   *     not in it
   * @param broken the rules that refuse the request
   */
  public RequestRejectedException(String message, List<Rule> broken) {
    super("REQUEST_REJECTED", required(message, "message"), null);
    this.broken = copy(broken, "broken rules");
  }

  /**
   * Lists the rules that refuse the request.
   *
   * @return the rules, in the order of the data set
   */
  public List<Rule> broken() {
    return broken;
  }
}
