package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Predicts one of several classes. The network outputs a score for each class; the greatest score
 * determines the class.
 *
 * @param label the column with the name of the true class
 * @param classes the names of the classes in the order of the outputs, at least two; or empty to
 *     use those of the training rows, sorted
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
  public String id() {
    return "classification";
  }

  @Override
  public List<String> labels() {
    return List.of(label);
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(new TensorSpec("class", TensorType.INT64, List.of(TensorSpec.FREE)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(
        TensorSpec.float32("scores", classes.isEmpty() ? TensorSpec.FREE : classes.size()));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    Tensor target = required(targets, "targets").get(0);
    String name = required(row, "row").text(row.schema().indexOf(label));
    int index = classes.indexOf(name);
    if (index < 0) {
      throw new InvalidDataException(
          "Invalid label: '" + name + "' in column " + label + " (must be one of " + classes + ")");
    }
    target.set(place, index);
  }

  @Override
  public String decode(List<Tensor> outputs, int place) {
    return classes.get(best(required(outputs, "outputs").get(0), place));
  }

  @Override
  public OptionalDouble probability(List<Tensor> outputs, int place) {
    Tensor scores = required(outputs, "outputs").get(0);
    return OptionalDouble.of(probabilities(scores, place)[best(scores, place)]);
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofClasses(classes);
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    return Metrics.findOfClasses(classes, name);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    Tensor scores = required(outputs, "outputs").get(0);
    int[] labels = new int[required(targets, "targets").get(0).size()];
    int[] choices = new int[labels.length];
    double[][] probabilities = new double[labels.length][];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = label(targets.get(0), row);
      probabilities[row] = probabilities(scores, row);
      // Outputs that are not numbers choose no class, even where the first would happen to be
      // right.
      choices[row] = Double.isNaN(probabilities[row][0]) ? -1 : best(scores, row);
    }
    return Metrics.scoreClasses(classes, probabilities, choices, labels);
  }

  /**
   * Returns the softmax cross-entropy, in nats.
   *
   * @return the loss; empty before the classes are known
   */
  @Override
  public Optional<Loss> loss() {
    return classes.isEmpty() ? Optional.empty() : Optional.of(new CrossEntropy(this));
  }

  @Override
  public List<String> trainingMetrics() {
    return List.of("accuracy");
  }

  /** Returns the index of the class of a row. */
  int label(Tensor targets, int row) {
    double label = targets.number(row);
    check(
        label == (int) label && label >= 0 && label < classes.size(),
        "Invalid label of row %s: %s (must be the index of one of %s classes)",
        row,
        label,
        classes.size());
    return (int) label;
  }

  @Override
  public Baselines baselines() {
    return Baselines.CLASSES;
  }

  @Override
  public void checkLabels(Schema rows) {
    DataType type = required(rows, "schema").columns().get(rows.indexOf(label)).type();
    check(
        type.isText(),
        "Invalid label column %s: it is %s (a classification needs STRING or CATEGORICAL)",
        label,
        type);
  }

  /** Begins to collect the classes, if none are set. */
  @Override
  public Optional<Fit<String>> fit() {
    return classes.isEmpty() ? Optional.of(new ClassesFit(label)) : Optional.empty();
  }

  @Override
  public Optional<String> problem(Object answer) {
    boolean declared =
        required(answer, "answer") instanceof String text
            && (classes.isEmpty() || classes.contains(text));
    return declared
        ? Optional.empty()
        : Optional.of(classes.isEmpty() ? "a String" : "one of " + classes);
  }

  /** Returns the index of the class with the greatest score, the first of equals. */
  int best(Tensor scores, int row) {
    int from = row * classes.size();
    int best = 0;
    for (int i = 1; i < classes.size(); i++) {
      if (scores.number(from + i) > scores.number(from + best)) {
        best = i;
      }
    }
    return best;
  }

  /** Turns the scores of a row into the probability of each class (softmax), 0 to 1. */
  double[] probabilities(Tensor scores, int row) {
    int from = row * classes.size();
    // Differences from the greatest neither overflow nor become NaN for a score of -infinity.
    double greatest = scores.number(from + best(scores, row));
    double[] shares = new double[classes.size()];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(scores.number(from + i) - greatest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
