package io.lifecycle4j.error;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.List;

/**
 * Thrown when a version does not answer inputs that the version in production answers.
 *
 * <p>Nothing moved. Look at the predictions, and roll back without a replay if the version is to
 * serve all the same.
 */
public final class UnfitVersionException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final List<String> predictions;

  /**
   * Creates an exception.
   *
   * @param message names the version, the inputs and the way past this
   * @param predictions the ids of the logged predictions whose inputs it does not answer
   */
  public UnfitVersionException(String message, List<String> predictions) {
    super("UNFIT_VERSION", Kind.CONFLICT, message, null);
    this.predictions = copy(predictions, "predictions");
  }

  /**
   * Returns the ids of the logged predictions whose inputs the version does not answer.
   *
   * @return the ids, the oldest first; {@code ManagedModel.trace} explains each
   */
  public List<String> predictions() {
    return predictions;
  }
}
