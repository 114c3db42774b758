package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * How much each class counts in the loss; {@link Classification} makes it.
 *
 * @param balanced whether training chooses the weights, so that all classes count the same
 * @param weights the weight of each class by its name of at most {@value #MAX_NAME} characters,
 *     above 0; a class without one has weight 1
 */
public record ClassWeighting(boolean balanced, Map<String, Double> weights) {
  /** The longest name of a class with a weight, in characters. */
  public static final int MAX_NAME = 1_000;

  /** All classes count the same. */
  public static final ClassWeighting NONE = new ClassWeighting(false, Map.of());

  /** Checks the parts. */
  public ClassWeighting {
    weights = copy(weights, "class weights");
    weights.forEach(
        (name, weight) -> {
          check(
              name.length() <= MAX_NAME,
              "Invalid class weight: of '%.60s' (must have at most "
                  + MAX_NAME
                  + " characters, has %s)",
              name,
              name.length());
          check(
              weight > 0 && weight < Double.POSITIVE_INFINITY,
              "Invalid class weight: %s of '%s' (must be above 0, and finite)",
              weight,
              name);
        });
  }

  /** Adds what is set, such as {@code class weights {yes=3.0}}. */
  void addTo(StringJoiner parts) {
    if (!equals(NONE)) {
      String kind = balanced ? "balanced class weights" : "class weights";
      parts.add(weights.isEmpty() ? kind : kind + " " + new TreeMap<>(weights));
    }
  }

  void checkFits(List<String> classes) {
    for (String name : weights.keySet()) {
      check(
          classes.contains(name),
          "Invalid class weight: of '%s' (must be one of the classes %s)",
          name,
          classes);
    }
  }

  /** Returns whether training chooses the weights, and has not yet. */
  boolean isOpen() {
    return balanced && weights.isEmpty();
  }

  /** Returns the weight of each class. */
  double[] of(List<String> classes) {
    return classes.stream().mapToDouble(name -> weights.getOrDefault(name, 1.0)).toArray();
  }

  ClassWeighting with(boolean balance, Map<String, Double> given) {
    checkUnset(balanced || !weights.isEmpty(), "classification", "class weights");
    return new ClassWeighting(balance, given);
  }

  /**
   * Chooses the weights.
   *
   * @param rows the number of training rows of each class
   */
  ClassWeighting balance(List<String> classes, Map<String, Long> rows) {
    double all = classes.stream().mapToLong(name -> rows.getOrDefault(name, 0L)).sum();
    Map<String, Double> chosen = new TreeMap<>();
    for (String name : classes) {
      long own = rows.getOrDefault(name, 0L);
      if (own == 0) {
        throw new InvalidDataException(
            "Cannot balance the class weights: no training row has the class '"
                + name
                + "' (add some, or do not declare it)");
      }
      chosen.put(name, all / (classes.size() * (double) own));
    }
    return new ClassWeighting(true, chosen);
  }
}
