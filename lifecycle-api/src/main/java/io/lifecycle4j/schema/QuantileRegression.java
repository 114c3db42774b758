package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Predicts quantiles of a number, and so the range where it is expected: the label of nine rows in
 * ten should be below the quantile 0.9. The network outputs a number for each quantile.
 *
 * <p>The predicted value is a list of the estimates, in the order of the quantiles. Estimates that
 * cross, such as a median below the quantile 0.1, are sorted, which never makes them worse:
 * Chernozhukov, Fernández-Val and Galichon, Econometrica 78 (2010), 1093-1125.
 *
 * @param label the column with the true number
 * @param quantiles the shares of rows below each estimate, above 0 and below 1, in ascending order
 */
public record QuantileRegression(String label, List<Double> quantiles)
    implements Task<List<Double>> {
  /** Checks the parts. */
  public QuantileRegression {
    checkName("label", label);
    quantiles = copy(quantiles, "quantiles");
    check(!quantiles.isEmpty(), "Invalid quantiles: [] (needs at least 1)");
    double before = 0;
    for (double quantile : quantiles) {
      check(
          quantile > before && quantile < 1,
          "Invalid quantiles: %s (must be ascending, above 0 and below 1)",
          quantiles);
      before = quantile;
    }
  }

  /** Returns text such as {@code quantiles [0.1, 0.5] of fare}. */
  @Override
  public String toString() {
    return "quantiles " + quantiles + " of " + label;
  }

  @Override
  public String id() {
    return "quantiles";
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
    return List.of(TensorSpec.float32("quantiles", quantiles.size()));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    required(targets, "targets").get(0).set(place, LabelCells.number(row, label));
  }

  @Override
  public List<Double> decode(List<Tensor> outputs, int place) {
    return Arrays.stream(estimates(required(outputs, "outputs").get(0), place)).boxed().toList();
  }

  private double[] estimates(Tensor outputs, int row) {
    double[] estimates = LabelCells.row(outputs, row, quantiles.size());
    if (Arrays.stream(estimates).anyMatch(Double::isNaN)) {
      Arrays.fill(estimates, Double.NaN); // Sorting would make it another quantile.
    }
    Arrays.sort(estimates);
    return estimates;
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofQuantiles(quantiles).list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return Metrics.ofQuantiles(quantiles).find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    double[] labels = new double[required(targets, "targets").get(0).size()];
    double[][] estimates = new double[labels.length][];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = LabelCells.target(targets.get(0), row, 1);
      estimates[row] = estimates(required(outputs, "outputs").get(0), row);
    }
    return Metrics.ofQuantiles(quantiles).score(estimates, labels);
  }

  /**
   * Returns the pinball loss, its mean over the quantiles.
   *
   * @return the loss
   */
  @Override
  public Optional<Loss> loss() {
    return Optional.of(new PinballLoss(this));
  }

  @Override
  public boolean targetsMayBeScaled() {
    return true;
  }

  @Override
  public Baselines baselines() {
    return Baselines.QUANTILES;
  }

  @Override
  public void checkLabels(Schema rows) {
    LabelCells.checkNumber(rows, label);
  }

  @Override
  public DataType answerType() {
    return DataType.FLOAT64;
  }

  /** Returns the quantiles, such as {@code 0.9}. */
  @Override
  public List<String> answerNames() {
    return quantiles.stream().map(String::valueOf).toList();
  }

  @Override
  public Optional<String> problem(Object answer) {
    return LabelCells.isNumbers(required(answer, "answer"), quantiles.size())
        ? Optional.empty()
        : Optional.of("a list of " + quantiles.size() + " finite Doubles");
  }
}
