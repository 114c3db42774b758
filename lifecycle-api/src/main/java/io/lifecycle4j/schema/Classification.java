package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.HashSet;
import java.util.List;

/**
 * Chooses one of several classes. The network puts out one score for each; the greatest wins.
 *
 * @param label the column that holds the name of the true class
 * @param classes the names of the classes in the order of the outputs, at least two; or empty for
 *     those of the training rows, sorted
 */
public record Classification(String label, List<String> classes) implements Task<String> {
  /** Checks the parts. */
  public Classification {
    checkName("label", label);
    classes = copy(classes, "classes");
    check(classes.size() != 1, "Invalid classes: only %s (needs at least 2)", classes);
    check(
        new HashSet<>(classes).size() == classes.size(),
        "Invalid classes: %s (one is twice)",
        classes);
  }

  @Override
  public int outputs() {
    return classes.size();
  }

  @Override
  public float encode(Row row) {
    String truth = required(row, "row").text(row.schema().indexOf(label));
    int index = classes.indexOf(truth);
    if (index < 0) {
      throw new InvalidDataException(
          "Invalid label: '"
              + truth
              + "' in column "
              + label
              + " (must be one of "
              + classes
              + ")");
    }
    return index;
  }

  @Override
  public String decode(float[] outputs, int offset) {
    return classes.get(best(outputs, offset));
  }

  /**
   * Finds the class with the greatest output, the first of equals.
   *
   * @param outputs the outputs of several rows, one after the other
   * @param offset where the outputs of this row begin
   * @return the index of the class
   */
  public int best(float[] outputs, int offset) {
    FloatRange.check("outputs", outputs, offset, classes.size());
    int best = 0;
    for (int i = 1; i < classes.size(); i++) {
      if (outputs[offset + i] > outputs[offset + best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Turns the outputs of a row into the winner's probability (softmax).
   *
   * @param outputs the outputs of several rows, one after the other
   * @param offset where the outputs of this row begin
   * @return 0 to 1
   */
  public double probability(float[] outputs, int offset) {
    return probability(outputs, offset, best(outputs, offset));
  }

  /**
   * Turns the outputs of a row into the probability of a class (softmax).
   *
   * @param outputs the outputs of several rows, one after the other
   * @param offset where the outputs of this row begin
   * @param index the class
   * @return 0 to 1
   * @throws io.lifecycle4j.error.InvalidValueException if there is no such class or output
   */
  public double probability(float[] outputs, int offset, int index) {
    check(
        index >= 0 && index < classes.size(),
        "Invalid class: %s (there are %s classes)",
        index,
        classes.size());
    // Distances from the greatest neither overflow nor are undefined where a class is ruled out.
    double greatest = outputs[offset + best(outputs, offset)];
    double sum = 0;
    for (int i = 0; i < classes.size(); i++) {
      sum += Math.exp(outputs[offset + i] - greatest);
    }
    return Math.exp(outputs[offset + index] - greatest) / sum;
  }
}
