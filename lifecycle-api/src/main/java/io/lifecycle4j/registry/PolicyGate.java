package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A gate as a {@link PromotionPolicy} names it, so that every process finds the same one.
 *
 * @param id the kind of the gate, as {@link Gate#id()}
 * @param parameters its parameters by name, a JSON object on one line with sorted properties;
 *     {@code {}} for a gate of your own that is not a record of values, which is found by its id
 * @param words the requirement in words, or the id of a gate of your own
 */
public record PolicyGate(String id, String parameters, String words) {
  /** Checks the parts. */
  public PolicyGate {
    checkName("gate", id);
    required(parameters, "parameters of gate " + id);
    required(words, "words of gate " + id);
  }

  /** Returns the words. */
  @Override
  public String toString() {
    return words;
  }
}
