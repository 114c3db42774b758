package io.lifecycle4j.error;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Thrown when a schema is incompatible with that of the previous version.
 *
 * <p>Nothing was committed. Correct the schema, or allow the breaking change in the snapshot.
 */
public final class IncompatibleSchemaException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final List<String> differences;

  /**
   * Creates an exception.
   *
   * @param message names the version to commit and the incompatibilities
   * @param differences one explanation for each difference
   */
  public IncompatibleSchemaException(String message, List<String> differences) {
    super("INCOMPATIBLE_SCHEMA", Kind.FAILED, message, null);
    this.differences = copy(differences, "differences");
  }

  /**
   * Returns one explanation for each difference, including compatible ones.
   *
   * @return the explanations, in the order of the columns
   */
  public List<String> differences() {
    return differences;
  }
}
