package io.lifecycle4j.data;

import java.util.List;

/**
 * The datasets of a home.
 *
 * <p>Thread-safe.
 */
public interface Datasets {
  /**
   * Returns the dataset of a name; it is created by its first commit.
   *
   * @param name the name
   * @return the dataset
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  Dataset dataset(String name);

  /**
   * Reads a proposal that {@link Proposal#json} wrote and a person may have edited.
   *
   * @param json the JSON
   * @return the proposal
   * @throws io.lifecycle4j.error.InvalidValueException if it is not a proposal; the message states
   *     the place, the value and what is allowed
   */
  Proposal proposal(String json);

  /**
   * Returns the names of the datasets.
   *
   * @return the names, sorted
   */
  List<String> names();
}
