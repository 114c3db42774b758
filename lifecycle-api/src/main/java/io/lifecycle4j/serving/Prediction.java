package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * An answer and where it came from.
 *
 * @param <O> the type of an answer
 * @param id names the prediction, unique in the home
 * @param value the answer
 * @param probability for a classification, the probability the model gives to the answer; else NaN
 * @param version the number of the version that answered, 0 for a function that is not registered
 */
public record Prediction<O>(String id, O value, double probability, int version) {
  /** Checks the parts. */
  public Prediction {
    required(id, "prediction id");
    required(value, "answer");
    check(version >= 0, "Invalid model version: %s (must not be negative)", version);
  }
}
