package io.lifecycle4j.error;

/**
 * Thrown when fewer people approved a version than the policy requires.
 *
 * <p>The alias still names what it named before. The message names who approved, which approvals do
 * not count, and why.
 */
public final class MissingApprovalsException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final int missing;

  /**
   * Creates an exception.
   *
   * @param message names the version, and who approved it
   * @param missing how many approvals are missing, at least 1
   */
  public MissingApprovalsException(String message, int missing) {
    super("MISSING_APPROVALS", Kind.CONFLICT, message, null);
    this.missing = missing;
  }

  /**
   * Returns how many approvals are missing.
   *
   * @return the number, at least 1
   */
  public int missing() {
    return missing;
  }
}
