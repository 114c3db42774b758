package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Predicts which of several labels a row has: any number of them, or none. The network outputs a
 * score for each label, which the logistic function turns into a probability.
 *
 * <p>Each label is a column. Its cells are 1, true or yes if the row has the label, and 0, false or
 * no if it has not: a number, a boolean or a text of any case. The predicted value is the list of
 * the labels with a probability above 0.5, in the order of the columns.
 *
 * @param labels the columns, whose names are those of the labels
 */
public record MultiLabel(List<String> labels) implements Task<List<String>> {
  /** Checks the labels. */
  public MultiLabel {
    labels = LabelCells.names(labels);
  }

  /** Returns text such as {@code multi-label classification of [cat, dog]}. */
  @Override
  public String toString() {
    return "multi-label classification of " + labels;
  }

  @Override
  public String id() {
    return "multiLabel";
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("labels", labels.size()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("scores", labels.size()));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    Tensor target = required(targets, "targets").get(0);
    for (int i = 0; i < labels.size(); i++) {
      boolean own = isOwn(required(row, "row"), labels.get(i));
      target.set(place * labels.size() + i, own ? 1 : 0);
    }
  }

  private static boolean isOwn(Row row, String label) {
    int column = row.schema().indexOf(label);
    boolean isText = row.schema().columns().get(column).type().isText();
    Object cell = isText ? row.text(column) : (Object) row.number(column);
    return switch (cell.toString().toLowerCase(Locale.ROOT)) {
      case "1", "1.0", "true", "yes" -> true;
      case "0", "0.0", "-0.0", "false", "no" -> false;
      default ->
          throw new InvalidDataException(
              "Invalid label: '"
                  + cell
                  + "' in column "
                  + label
                  + " (must be 1 or 0, true or false, yes or no)");
    };
  }

  @Override
  public List<String> decode(List<Tensor> outputs, int place) {
    Tensor scores = required(outputs, "outputs").get(0);
    return IntStream.range(0, labels.size())
        .filter(i -> probability(scores.number(place * labels.size() + i)) > 0.5)
        .mapToObj(labels::get)
        .toList();
  }

  static double probability(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  private double[] probabilitiesOf(Tensor scores, int row) {
    double[] numbers = LabelCells.row(scores, row, labels.size());
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = probability(numbers[i]);
    }
    return numbers;
  }

  @Override
  public List<String> classes() {
    return labels;
  }

  /**
   * Returns the probability of each label, whether it is predicted or not.
   *
   * @param outputs the output of the network
   * @param place the row of the tensors, from 0
   * @return probabilities in the order of the labels, 0 to 1, which need not sum to 1
   */
  @Override
  public double[] probabilities(List<Tensor> outputs, int place) {
    return probabilitiesOf(required(outputs, "outputs").get(0), place);
  }

  @Override
  public void probabilities(List<Tensor> outputs, int place, double[] target) {
    Tensor scores = required(outputs, "outputs").get(0);
    for (int i = 0; i < required(target, "probabilities").length; i++) {
      target[i] = probability(scores.number(place * target.length + i));
    }
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofLabels(labels).list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return Metrics.ofLabels(labels).find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    Tensor target = required(targets, "targets").get(0);
    boolean[][] truth = new boolean[target.size() / labels.size()][labels.size()];
    double[][] probabilities = new double[truth.length][];
    for (int row = 0; row < truth.length; row++) {
      for (int i = 0; i < labels.size(); i++) {
        truth[row][i] = label(target, row * labels.size() + i);
      }
      probabilities[row] = probabilitiesOf(required(outputs, "outputs").get(0), row);
    }
    return Metrics.ofLabels(labels).score(probabilities, truth);
  }

  /** Returns whether a row has a label. */
  boolean label(Tensor targets, int place) {
    double label = targets.number(place);
    check(
        label == 0 || label == 1,
        "Invalid label of row %s: %s (must be 0 or 1)",
        place / labels.size(),
        label);
    return label == 1;
  }

  /**
   * Returns the binary cross-entropy, in nats, its mean over the labels.
   *
   * @return the loss
   */
  @Override
  public Optional<Loss> loss() {
    return Optional.of(new LogisticLoss(this));
  }

  @Override
  public Baselines baselines() {
    return Baselines.LABELS;
  }

  @Override
  public void checkLabels(Schema rows) {
    for (String label : labels) {
      DataType type = required(rows, "schema").columns().get(rows.indexOf(label)).type();
      check(
          type.isText() || (type.isNumber() && type != DataType.TIMESTAMP),
          "Invalid label column %s: it is %s (a label needs a number, BOOLEAN or text)",
          label,
          type);
    }
  }

  @Override
  public Optional<String> problem(Object answer) {
    return required(answer, "answer") instanceof List<?> list && labels.containsAll(list)
        ? Optional.empty()
        : Optional.of("a list of some of " + labels);
  }
}
