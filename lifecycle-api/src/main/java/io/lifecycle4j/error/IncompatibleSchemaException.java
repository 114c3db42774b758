package io.lifecycle4j.error;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * A schema does not fit the one of the version before it.
 *
 * <p>Nothing was committed. Mend the schema, or allow the break where the version is built.
 */
public final class IncompatibleSchemaException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final List<String> differences;

  /**
   * Creates an exception.
   *
   * @param message what was to be committed, and what does not fit
   * @param differences one explanation for each difference
   */
  public IncompatibleSchemaException(String message, List<String> differences) {
    super("INCOMPATIBLE_SCHEMA", message, null);
    this.differences = copy(differences, "differences");
  }

  /**
   * Returns one explanation for each difference, those that hurt nobody included.
   *
   * @return the explanations, in the order of the columns
   */
  public List<String> differences() {
    return differences;
  }
}
