package io.lifecycle4j.data;

import java.util.List;

/**
 * The data sets of a home.
 *
 * <p>Thread-safe.
 */
public interface Datasets {
  /**
   * Names a data set; it comes into being with its first version.
   *
   * @param name the name
   * @return the data set
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  Dataset dataset(String name);

  /**
   * Reads a proposal that {@link Proposal#json} wrote, and a person may have changed.
   *
   * @param json the JSON
   * @return the proposal
   * @throws io.lifecycle4j.error.InvalidValueException if it is none; says where, what stands there
   *     and what may
   */
  Proposal proposal(String json);

  /**
   * Lists the data sets.
   *
   * @return the names, sorted
   */
  List<String> names();
}
