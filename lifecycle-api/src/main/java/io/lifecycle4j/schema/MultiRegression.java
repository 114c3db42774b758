package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Predicts several numbers, such as the horizons of a forecast. The network outputs a number for
 * each column; the predicted value is the list of them, in the order of the columns.
 *
 * @param labels the columns with the true numbers
 */
public record MultiRegression(List<String> labels) implements Task<List<Double>> {
  /** Checks the labels. */
  public MultiRegression {
    labels = LabelCells.names(labels);
  }

  /** Returns text such as {@code regression of [day1, day2]}. */
  @Override
  public String toString() {
    return "regression of " + labels;
  }

  @Override
  public String id() {
    return "multiRegression";
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("values", labels.size()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("values", labels.size()));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    Tensor target = required(targets, "targets").get(0);
    for (int i = 0; i < labels.size(); i++) {
      target.set(place * labels.size() + i, LabelCells.number(row, labels.get(i)));
    }
  }

  @Override
  public List<Double> decode(List<Tensor> outputs, int place) {
    Tensor values = required(outputs, "outputs").get(0);
    return Arrays.stream(LabelCells.row(values, place, labels.size())).boxed().toList();
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofColumns(labels).list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return Metrics.ofColumns(labels).find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    Tensor values = required(outputs, "outputs").get(0);
    Tensor target = required(targets, "targets").get(0);
    int width = labels.size();
    for (int place = 0; place < target.size(); place++) {
      LabelCells.target(target, place, width);
    }
    return Metrics.ofColumns(labels)
        .score(LabelCells.rows(values, width), LabelCells.rows(target, width));
  }

  /**
   * Returns the squared error, its mean over the columns. A training that scales targets weighs all
   * columns alike, whatever their units.
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
    labels.forEach(label -> LabelCells.checkNumber(rows, label));
  }

  @Override
  public DataType answerType() {
    return DataType.FLOAT64;
  }

  /** Returns the labels. */
  @Override
  public List<String> answerNames() {
    return labels;
  }

  @Override
  public Optional<String> problem(Object answer) {
    return LabelCells.isNumbers(required(answer, "answer"), labels.size())
        ? Optional.empty()
        : Optional.of("a list of " + labels.size() + " finite Doubles");
  }
}
