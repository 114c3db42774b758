package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;

/**
 * Data break a rule that is an error, so they got no version.
 *
 * <p>The report says which rules, and where. Mend the data or the rules, and commit again.
 */
public final class ValidationFailedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final transient ValidationReport report;
  private final transient BlobId stored;

  /**
   * Creates an exception.
   *
   * @param message what was to be done, and the rules that are broken
   * @param report what was found
   * @param stored the report as it was stored, in JSON
   */
  public ValidationFailedException(String message, ValidationReport report, BlobId stored) {
    super("VALIDATION_FAILED", required(message, "message"), null);
    this.report = required(report, "report");
    this.stored = required(stored, "hash of the report");
  }

  /**
   * Returns what was found.
   *
   * @return the report
   */
  public ValidationReport report() {
    return report;
  }

  /**
   * Names the stored report.
   *
   * @return the hash of its JSON
   */
  public BlobId stored() {
    return stored;
  }
}
