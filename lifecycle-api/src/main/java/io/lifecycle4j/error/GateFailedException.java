package io.lifecycle4j.error;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Thrown when a gate did not pass. Nothing was promoted.
 *
 * <p>The alias still names what it named before. The verdicts are recorded in the audit trail.
 */
public final class GateFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final List<String> failures;

  /**
   * Creates an exception.
   *
   * @param message names the version and the gates that did not pass
   * @param failures one explanation for each gate that did not pass
   */
  public GateFailedException(String message, List<String> failures) {
    super("GATE_FAILED", Kind.CONFLICT, message, null);
    this.failures = copy(failures, "failures");
  }

  /**
   * Returns one explanation for each gate that did not pass.
   *
   * @return the explanations, in the order of the gates
   */
  public List<String> failures() {
    return failures;
  }
}
