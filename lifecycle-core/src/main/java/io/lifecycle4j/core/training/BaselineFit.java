package io.lifecycle4j.core.training;

import static io.lifecycle4j.model.Baseline.MAX_INPUTS;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Fits the baselines of a task to the prepared rows that a trainer learns from.
 *
 * <p>The same rows give the same baselines. What a fit computes is bounded, so that it takes a
 * second or two however many rows there are: beyond that, rows are selected evenly.
 */
final class BaselineFit {
  /** The least share, for a class or label without training rows. */
  private static final double LEAST_SHARE = 1e-15;

  /** The most weights of a linear baseline, over all outputs. */
  private static final int MOST_WEIGHTS = 5_000;

  private static final int LEAST_ROWS = 1_000;
  private static final double MOST_PRODUCTS = 2e9;
  private static final double MOST_SCORES = 5e6;

  private final PreparedExamples examples;
  private final int outputs;
  private final List<Baseline> found = new ArrayList<>();

  private BaselineFit(PreparedExamples examples, int outputs) {
    this.examples = examples;
    this.outputs = outputs;
  }

  /**
   * Fits all baselines.
   *
   * @param steps the steps of the preprocessing, for its lags
   * @return baselines with distinct names; none if the task has none, or there are no rows
   */
  static List<Baseline> of(TaskCalls<?> calls, List<FittedStep> steps, PreparedExamples examples) {
    Task<?> task = calls.task();
    Baselines kind = calls.call("baselines", task::baselines);
    if (kind == Baselines.NONE || examples.size() == 0) {
      return List.of();
    }
    checkTensors(calls, kind);
    BaselineFit fit = new BaselineFit(examples, task.outputs().get(0).numbers());
    switch (kind) {
      case CLASSES -> fit.classes();
      case LABELS -> fit.constant("prior", Arrays.stream(fit.means()).map(BaselineFit::score));
      case QUANTILES -> fit.quantiles(quantiles(calls, fit.outputs));
      default -> fit.numbers(task.labels(), steps);
    }
    return List.copyOf(fit.found);
  }

  private static void checkTensors(TaskCalls<?> calls, Baselines kind) {
    List<TensorSpec> outputs = calls.task().outputs();
    List<TensorSpec> targets = calls.task().targets();
    boolean fit = outputs.size() == 1 && targets.size() == 1;
    int numbers = fit ? outputs.get(0).numbers() : 0;
    boolean one = kind == Baselines.CLASSES || kind == Baselines.QUANTILES;
    if (!fit || targets.get(0).numbers() != (one ? 1 : numbers)) {
      throw calls.failed(
          "baselines",
          "returned "
              + kind
              + ", which its outputs "
              + outputs
              + " and targets "
              + targets
              + " do not fit");
    }
  }

  private static List<Double> quantiles(TaskCalls<?> calls, int numbers) {
    List<Double> shares = calls.call("quantiles", calls.task()::quantiles);
    if (shares.size() != numbers || !shares.stream().allMatch(share -> share >= 0 && share <= 1)) {
      throw calls.failed(
          "quantiles", "returned " + shares + " (must be a share for each of " + numbers + ")");
    }
    return shares;
  }

  private void classes() {
    int[] labels = new int[examples.size()];
    double[] shares = new double[outputs];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = (int) examples.labels().get(0).number(row);
      shares[labels[row]] += 1.0 / labels.length;
    }
    constant("prior", Arrays.stream(shares).map(share -> Math.log(Math.max(share, LEAST_SHARE))));
    int[] rows = rows(MOST_SCORES, outputs);
    if (isLinear()) {
      int[] chosen = Arrays.stream(rows).map(row -> labels[row]).toArray();
      found.add(LogisticRegression.fit("linear", inputs(rows), chosen, outputs));
    }
  }

  private void numbers(List<String> labels, List<FittedStep> steps) {
    double[] means = means();
    constant("mean", Arrays.stream(means));
    if (labels.isEmpty()) {
      return;
    }
    constant("median", IntStream.range(0, outputs).mapToDouble(i -> quantile(sorted(i), 0.5)));
    int[] rows = rows(MOST_PRODUCTS, width());
    if (isLinear()) {
      double[][] chosen = Arrays.stream(rows).mapToObj(this::targets).toArray(double[][]::new);
      found.add(LeastSquares.fit("linear", inputs(rows), chosen));
    }
    lags(labels, steps, means);
  }

  private void quantiles(List<Double> shares) {
    double[] sorted = sorted(0);
    constant("quantiles", shares.stream().mapToDouble(share -> quantile(sorted, share)));
  }

  /**
   * Returns an estimate of the least mean pinball loss on the rows: the middle of them, as the
   * median of an even number of rows.
   */
  private static double quantile(double[] sorted, double share) {
    double place = share * sorted.length;
    double near = Math.rint(place);
    boolean between = Math.abs(place - near) < 1e-9 * sorted.length;
    int below = (int) (between ? near - 1 : Math.floor(place));
    int above = (int) (between ? near : Math.floor(place));
    return (sorted[Math.max(below, 0)] + sorted[Math.min(above, sorted.length - 1)]) / 2;
  }

  private double target(int row, int output) {
    int width = examples.targets().get(0).numbers();
    return examples.labels().get(0).number(row * width + output);
  }

  private double[] targets(int row) {
    return IntStream.range(0, outputs).mapToDouble(output -> target(row, output)).toArray();
  }

  private double[] sorted(int output) {
    return IntStream.range(0, examples.size())
        .mapToDouble(row -> target(row, output))
        .sorted()
        .toArray();
  }

  /** Returns the mean of each number of the target. */
  private double[] means() {
    double[] means = new double[outputs];
    for (int output = 0; output < outputs; output++) {
      double sum = 0;
      for (int row = 0; row < examples.size(); row++) {
        sum += target(row, output);
      }
      means[output] = sum / examples.size();
    }
    return means;
  }

  /** Returns the score of which the logistic function makes a share. */
  private static double score(double share) {
    double least = Math.min(Math.max(share, LEAST_SHARE), 1 - LEAST_SHARE);
    return Math.log(least / (1 - least));
  }

  private void constant(String name, DoubleStream numbers) {
    found.add(new Baseline.Linear(name, numbers.boxed().toList(), List.of()));
  }

  private int width() {
    return examples.width();
  }

  /**
   * Selects rows evenly, if all would cost more than a bound and there are more than the least
   * number.
   *
   * @param most the bound, in operations
   * @param each how many operations a number of a row costs
   */
  private int[] rows(double most, int each) {
    int size = examples.size();
    double fit = most / ((double) each * width());
    int count = (int) Math.min(size, Math.max(LEAST_ROWS, fit));
    int[] rows = new int[count];
    Arrays.setAll(rows, place -> (int) ((long) place * size / count));
    return rows;
  }

  private boolean isLinear() {
    return width() <= MAX_INPUTS && (long) width() * outputs <= MOST_WEIGHTS;
  }

  private ScaledInputs inputs(int[] rows) {
    double[][] numbers = new double[rows.length][width()];
    for (int row = 0; row < rows.length; row++) {
      float[] inputs = examples.inputs(rows[row]);
      for (int i = 0; i < inputs.length; i++) {
        numbers[row][i] = inputs[i];
      }
    }
    return ScaledInputs.of(numbers);
  }

  /** Adds the shortest and the longest lag of the only label. */
  private void lags(List<String> labels, List<FittedStep> steps, double[] means) {
    List<FittedStep.Lagged> lags =
        steps.stream()
            .filter(FittedStep.Lagged.class::isInstance)
            .map(FittedStep.Lagged.class::cast)
            .filter(lag -> labels.equals(List.of(lag.of())))
            .sorted(Comparator.comparingLong(FittedStep.Lagged::seconds))
            .toList();
    if (outputs == 1 && !lags.isEmpty()) {
      lag("last_value", lags.get(0), means[0]);
      if (lags.get(lags.size() - 1).seconds() > lags.get(0).seconds()) {
        lag("seasonal_last_value", lags.get(lags.size() - 1), means[0]);
      }
    }
  }

  private void lag(String name, FittedStep.Lagged lag, double mean) {
    found.add(new Baseline.LastValue(name, lag.column(), mean));
  }
}
