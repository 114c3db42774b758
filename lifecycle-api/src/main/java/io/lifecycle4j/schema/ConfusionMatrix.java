package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * The number of rows by true and by predicted class. Rows whose outputs are not numbers have no
 * predicted class and are not counted.
 *
 * @param classes the classes, at most {@value #MOST_CLASSES}
 * @param counts a list for each true class, of a number for each predicted class
 */
public record ConfusionMatrix(List<String> classes, List<List<Long>> counts) {
  /** The number of classes of the largest matrix. */
  public static final int MOST_CLASSES = 100;

  /** Checks and copies the parts. */
  public ConfusionMatrix {
    classes = copy(classes, "classes");
    check(
        classes.size() <= MOST_CLASSES,
        "Invalid confusion matrix: %s classes (must be at most %s)",
        classes.size(),
        MOST_CLASSES);
    counts = required(counts, "counts").stream().map(row -> copy(row, "counts")).toList();
    int size = classes.size();
    check(
        counts.size() == size && counts.stream().allMatch(row -> row.size() == size),
        "Invalid confusion matrix: counts for %s classes (must be a square)",
        size);
  }

  /**
   * Returns the number of rows of a class that were predicted to be of a class.
   *
   * @param actual the true class
   * @param predicted the predicted class
   * @return the number of rows
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such class
   */
  public long count(String actual, String predicted) {
    return counts.get(index(actual)).get(index(predicted));
  }

  private int index(String name) {
    int index = classes.indexOf(required(name, "class"));
    check(index >= 0, "Invalid class: %s (must be one of %s)", name, classes);
    return index;
  }
}
