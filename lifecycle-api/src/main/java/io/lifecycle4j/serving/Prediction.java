package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * An answer and where it came from.
 *
 * @param <O> the type of an answer
 * @param id names the prediction, unique in the home
 * @param value the answer; a number is finite
 * @param probability for a classification, the probability the model gives to the answer, 0 to 1;
 *     else NaN
 * @param version the number of the version that answered, 0 for a function that is not registered
 */
public record Prediction<O>(String id, O value, double probability, int version) {
  /** Checks the parts. */
  public Prediction {
    required(id, "prediction id");
    required(value, "answer");
    check(
        !(value instanceof Number number) || Double.isFinite(number.doubleValue()),
        "Invalid answer: %s (must be finite)",
        value);
    check(
        Double.isNaN(probability) || (probability >= 0 && probability <= 1),
        "Invalid probability: %s (must be 0 to 1, or NaN for none)",
        probability);
    check(version >= 0, "Invalid model version: %s (must not be negative)", version);
  }
}
