package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prediction or the failure of one input of several.
 *
 * <p>Immutable, and thread-safe if the predicted value is.
 *
 * @param <O> the type of the predicted value
 */
public final class PredictionOutcome<O> {
  private final @Nullable Prediction<O> prediction;
  private final @Nullable LifecycleException failure;

  private PredictionOutcome(
      @Nullable Prediction<O> prediction, @Nullable LifecycleException failure) {
    this.prediction = prediction;
    this.failure = failure;
  }

  /**
   * Returns the outcome of an input that has a prediction.
   *
   * @param <O> the type of the predicted value
   * @param prediction the prediction
   * @return the outcome
   */
  public static <O> PredictionOutcome<O> of(Prediction<O> prediction) {
    return new PredictionOutcome<>(required(prediction, "prediction"), null);
  }

  /**
   * Returns the outcome of an input that has no prediction.
   *
   * @param <O> the type of the predicted value
   * @param failure the reason
   * @return the outcome
   */
  public static <O> PredictionOutcome<O> failed(LifecycleException failure) {
    return new PredictionOutcome<>(null, required(failure, "failure"));
  }

  /**
   * Returns the prediction.
   *
   * @return the prediction
   * @throws LifecycleException the failure, if there is no prediction
   */
  public Prediction<O> prediction() {
    if (prediction == null) {
      throw Objects.requireNonNull(failure);
    }
    return prediction;
  }

  /**
   * Finds the prediction.
   *
   * @return the prediction, or empty if the input has none
   */
  public Optional<Prediction<O>> findPrediction() {
    return Optional.ofNullable(prediction);
  }

  /**
   * Finds the reason why there is no prediction.
   *
   * @return the failure, or empty if there is a prediction
   */
  public Optional<LifecycleException> findFailure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public String toString() {
    return prediction == null ? "failed: " + failure : prediction.toString();
  }
}
