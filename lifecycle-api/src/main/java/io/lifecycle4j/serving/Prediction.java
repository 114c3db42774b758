package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An answer and where it came from.
 *
 * <p>Immutable, and thread-safe if the answer is. More parts may come.
 *
 * @param <O> the type of an answer
 */
public final class Prediction<O> {
  private static final int NO_VERSION = 0;

  private final String id;
  private final O value;

  /** NaN for none: an object for each number would cost every request. */
  private final double probability;

  private final int version;

  private Prediction(Builder<O> builder) {
    this.id = builder.id;
    this.value = builder.value;
    this.probability = builder.probability;
    this.version = builder.version;
  }

  /**
   * Begins a prediction.
   *
   * @param <O> the type of an answer
   * @param id names the prediction, unique in the home
   * @param value the answer; a number is finite
   * @return a builder for the parts that a prediction may lack
   */
  public static <O> Builder<O> builder(String id, O value) {
    return new Builder<>(id, value);
  }

  /**
   * Returns the name of the prediction.
   *
   * @return unique in the home
   */
  public String id() {
    return id;
  }

  /**
   * Returns the answer.
   *
   * @return the answer; a number is finite
   */
  public O value() {
    return value;
  }

  /**
   * Returns the probability that the model gives to the answer.
   *
   * @return 0 to 1; empty if the task has none, as a regression, or a function answered
   */
  public OptionalDouble probability() {
    return Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(probability);
  }

  /**
   * Returns the version that answered.
   *
   * @return its number, from 1; empty for a function, which is no version
   */
  public OptionalInt version() {
    return version == NO_VERSION ? OptionalInt.empty() : OptionalInt.of(version);
  }

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
   * Collects the parts of a prediction. Not thread-safe. Setting a part twice is an error.
   *
   * @param <O> the type of an answer
   */
  public static final class Builder<O> {
    private final String id;
    private final O value;
    private double probability = Double.NaN;
    private int version = NO_VERSION;

    private Builder(String id, O value) {
      this.id = required(id, "prediction id");
      this.value = required(value, "answer");
      check(
          !(value instanceof Number number) || Double.isFinite(number.doubleValue()),
          "Invalid answer: %s (must be finite)",
          value);
    }

    /**
     * Sets the probability that the model gives to the answer. Default: none.
     *
     * @param share 0 to 1
     * @return this builder
     */
    public Builder<O> probability(double share) {
      checkUnset(Double.isNaN(probability) ? null : probability, "prediction", "probability");
      check(share >= 0 && share <= 1, "Invalid probability: %s (must be 0 to 1)", share);
      probability = share;
      return this;
    }

    /**
     * Sets the version that answered. Default: none, a function answered.
     *
     * @param number from 1
     * @return this builder
     */
    public Builder<O> version(int number) {
      checkUnset(version == NO_VERSION ? null : version, "prediction", "version");
      check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
      version = number;
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
