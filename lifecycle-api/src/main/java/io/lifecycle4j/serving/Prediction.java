package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A predicted value with its id, probability and model version.
 *
 * <p>Immutable, and thread-safe if the value is. Parts may be added.
 *
 * @param <O> the type of the predicted value
 */
public final class Prediction<O> {
  private static final int NO_VERSION = 0;

  private final String id;
  private final O value;

  /** NaN for none: an object would cost an allocation per request. */
  private final double probability;

  private final int version;
  private final @Nullable Task<?> task;
  private final double @Nullable [] outputs;

  private Prediction(Builder<O> builder) {
    this.id = builder.id;
    this.value = builder.value;
    this.probability = builder.probability;
    this.version = builder.version;
    this.task = builder.task;
    this.outputs = builder.outputs;
  }

  /**
   * Returns a builder.
   *
   * @param <O> the type of the predicted value
   * @param id the id of the prediction, unique in the home
   * @param value the predicted value; a number is finite
   * @return a builder of the optional parts
   */
  public static <O> Builder<O> builder(String id, O value) {
    return new Builder<>(id, value);
  }

  /**
   * Returns the id of the prediction.
   *
   * @return the id, unique in the home
   */
  public String id() {
    return id;
  }

  /**
   * Returns the predicted value.
   *
   * @return the value; a number is finite
   */
  public O value() {
    return value;
  }

  /**
   * Returns the probability that the model assigns to the predicted value.
   *
   * @return 0 to 1; empty for a task without probabilities, such as regression, and for a served
   *     function
   */
  public OptionalDouble probability() {
    return Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(probability);
  }

  /**
   * Returns the probability that the model assigns to each class. Each call computes it from the
   * outputs of the network, which the prediction keeps: one number for each class.
   *
   * @return 0 to 1, by class, in the order of the classes; empty for a task without classes, and
   *     for a served function
   * @throws io.lifecycle4j.error.PredictionFailedException if a custom task throws an exception
   */
  public Map<String, Double> probabilities() {
    return task == null || outputs == null ? Map.of() : ClassProbabilities.of(task, outputs);
  }

  /**
   * Returns the probability that the model assigns to a class.
   *
   * @param name the name of the class
   * @return 0 to 1; empty for a task without classes, and for a served function
   * @throws NotFoundException if the task does not have the class
   * @throws io.lifecycle4j.error.PredictionFailedException if a custom task throws an exception
   */
  public OptionalDouble probability(String name) {
    required(name, "class");
    Map<String, Double> found = probabilities();
    Double share = found.get(name);
    if (share != null) {
      return OptionalDouble.of(share);
    }
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    throw new NotFoundException(
        "Class does not exist: " + name + " (there are " + String.join(", ", found.keySet()) + ")");
  }

  /**
   * Returns the decision threshold: the least probability of the positive class for which the model
   * predicts it.
   *
   * @return 0 to 1; empty if no threshold decided, and for a served function
   */
  public OptionalDouble threshold() {
    return task == null ? OptionalDouble.empty() : task.threshold();
  }

  /**
   * Returns the number of the model version.
   *
   * @return the number, from 1; empty for a served function
   */
  public OptionalInt version() {
    return version == NO_VERSION ? OptionalInt.empty() : OptionalInt.of(version);
  }

  /** Compares id, value, probability and version. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Prediction<?> that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(id, value, probability, version);
  }

  @Override
  public String toString() {
    return "Prediction[id="
        + id
        + ", value="
        + value
        + (Double.isNaN(probability) ? "" : ", probability=" + probability)
        + (version == NO_VERSION ? "" : ", version=" + version)
        + "]";
  }

  /**
   * Builds a prediction. Not thread-safe. Setting a part twice is an error.
   *
   * @param <O> the type of the predicted value
   */
  public static final class Builder<O> {
    private final String id;
    private final O value;
    private double probability = Double.NaN;
    private int version = NO_VERSION;
    private @Nullable Task<?> task;
    private double @Nullable [] outputs;

    private Builder(String id, O value) {
      this.id = required(id, "prediction id");
      this.value = required(value, "answer");
      if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
        check(false, "Invalid answer: %s (must be finite)", value);
      }
    }

    /**
     * Sets the probability that the model assigns to the predicted value. Default: none.
     *
     * @param share 0 to 1
     * @return this builder
     */
    public Builder<O> probability(double share) {
      checkUnset(!Double.isNaN(probability), "prediction", "probability");
      if (!(share >= 0 && share <= 1)) { // a check of each share would box it
        check(false, "Invalid probability: %s (must be 0 to 1)", share);
      }
      probability = share;
      return this;
    }

    /**
     * Sets the number of the model version. Default: none, for a served function.
     *
     * @param number the number, from 1
     * @return this builder
     */
    public Builder<O> version(int number) {
      checkUnset(version != NO_VERSION, "prediction", "version");
      if (number < 1) { // a check of each number would box it
        check(false, "Invalid model version: %s (must be at least 1)", number);
      }
      version = number;
      return this;
    }

    /**
     * Sets the outputs of the network, from which probabilities are computed on demand. Default:
     * none.
     *
     * @param decidedBy the task, which computes the probabilities
     * @param numbers the numbers of all outputs for the row, one output after the other; not
     *     copied, must not be changed
     * @return this builder
     */
    public Builder<O> outputs(Task<?> decidedBy, double... numbers) {
      checkUnset(task, "prediction", "outputs");
      task = required(decidedBy, "task");
      outputs = required(numbers, "outputs");
      return this;
    }

    /**
     * Returns the prediction.
     *
     * @return the prediction
     */
    public Prediction<O> build() {
      return new Prediction<>(this);
    }
  }
}
