package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;

/**
 * Thrown when data break a rule of severity ERROR. No version was created.
 *
 * <p>The report lists the broken rules and the places. Correct the data or the rules, and commit
 * again.
 */
public final class ValidationFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final transient ValidationReport report;
  private final transient BlobId stored;

  /**
   * Creates an exception.
   *
   * @param message names the operation and the broken rules
   * @param report the report
   * @param stored the hash of the stored report, in JSON
   */
  public ValidationFailedException(String message, ValidationReport report, BlobId stored) {
    super("VALIDATION_FAILED", Kind.FAILED, required(message, "message"), null);
    this.report = required(report, "report");
    this.stored = required(stored, "hash of the report");
  }

  /**
   * Returns the report.
   *
   * @return the report
   */
  public ValidationReport report() {
    return report;
  }

  /**
   * Returns the hash of the stored report.
   *
   * @return the hash of its JSON
   */
  public BlobId stored() {
    return stored;
  }
}
