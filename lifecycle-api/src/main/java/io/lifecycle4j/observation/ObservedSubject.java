package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What an operation or a gauge is about. Its values are few: names of models and datasets, and
 * numbers of versions, never keys, ids or data. Immutable.
 *
 * @param model the name of a model; empty if it is about none
 * @param dataset the name of a dataset; empty if it is about none
 * @param version the number of the version of the model or dataset; empty if there is none, or it
 *     is not known yet
 */
public record ObservedSubject(
    Optional<String> model, Optional<String> dataset, OptionalInt version) {
  /** The whole home. */
  public static final ObservedSubject HOME =
      new ObservedSubject(Optional.empty(), Optional.empty(), OptionalInt.empty());

  /** Checks the parts. */
  public ObservedSubject {
    required(model, "model");
    required(dataset, "dataset");
    required(version, "version");
    check(
        model.isEmpty() || dataset.isEmpty(),
        "Invalid subject: model %s and dataset %s (must be one of them)",
        model,
        dataset);
  }

  /**
   * Returns a model.
   *
   * @param name the name of the model
   * @return the subject, without a version
   */
  public static ObservedSubject model(String name) {
    return new ObservedSubject(
        Optional.of(required(name, "model")), Optional.empty(), OptionalInt.empty());
  }

  /**
   * Returns a dataset.
   *
   * @param name the name of the dataset
   * @return the subject, without a version
   */
  public static ObservedSubject dataset(String name) {
    return new ObservedSubject(
        Optional.empty(), Optional.of(required(name, "dataset")), OptionalInt.empty());
  }

  /**
   * Returns the same with a version.
   *
   * @param number the number of the version, from 1
   * @return the subject
   */
  public ObservedSubject version(int number) {
    check(number >= 1, "Invalid version: %s (must be at least 1)", number);
    return new ObservedSubject(model, dataset, OptionalInt.of(number));
  }

  /**
   * Returns the parts as attributes of a meter or a span.
   *
   * @return the values by {@code model}, {@code dataset} and {@code version}, without absent ones
   */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    model.ifPresent(name -> attributes.put("model", name));
    dataset.ifPresent(name -> attributes.put("dataset", name));
    version.ifPresent(number -> attributes.put("version", String.valueOf(number)));
    return attributes;
  }
}
