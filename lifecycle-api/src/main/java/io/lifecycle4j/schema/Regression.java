package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/**
 * Predicts a number, which is the output of the network.
 *
 * @param label the column with the true number
 */
public record Regression(String label) implements Task<Double> {
  /** Checks the label. */
  public Regression {
    checkName("label", label);
  }

  /** Returns text such as {@code regression of fare}. */
  @Override
  public String toString() {
    return "regression of " + label;
  }

  @Override
  public String id() {
    return "regression";
  }

  @Override
  public List<String> labels() {
    return List.of(label);
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("value"));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("value", 1));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    required(targets, "targets").get(0).set(place, LabelCells.number(row, label));
  }

  @Override
  public Double decode(List<Tensor> outputs, int place) {
    return required(outputs, "outputs").get(0).number(place);
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofNumbers().list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return Metrics.ofNumbers().find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    double[] labels = new double[required(targets, "targets").get(0).size()];
    double[] estimates = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = targets.get(0).number(row);
      estimates[row] = required(outputs, "outputs").get(0).number(row);
    }
    return Metrics.ofNumbers().score(estimates, labels);
  }

  /**
   * Returns the squared error.
   *
   * @return the loss
   */
  @Override
  public Optional<Loss> loss() {
    return Optional.of(new SquaredError(this));
  }

  @Override
  public boolean targetsMayBeScaled() {
    return true;
  }

  @Override
  public Baselines baselines() {
    return Baselines.NUMBERS;
  }

  @Override
  public void checkLabels(Schema rows) {
    LabelCells.checkNumber(rows, label);
  }

  @Override
  public DataType answerType() {
    return DataType.FLOAT64;
  }

  @Override
  public Optional<String> problem(Object answer) {
    return required(answer, "answer") instanceof Double number && Double.isFinite(number)
        ? Optional.empty()
        : Optional.of("a finite Double");
  }
}
