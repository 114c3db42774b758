package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Optional;

/**
 * Reproduces the prepared inputs, as an autoencoder does. The predicted value is the error of a
 * row, the mean squared difference of inputs and outputs: large for a row that is unlike the rows
 * of the training, an anomaly.
 *
 * <p>There is no label column. The network outputs as many numbers as all prepared inputs of a row
 * have together, in the order of the inputs. Prepared inputs must be finite numbers, of about the
 * same scale, so that no column outweighs the others: impute and standardize them.
 *
 * @param numbers how many numbers the prepared inputs of a row have; 0 until the inputs are known
 */
public record Reconstruction(int numbers) implements Task<Double> {
  /** Checks the number. */
  public Reconstruction {
    check(numbers >= 0, "Invalid numbers of a row: %s (must be at least 0)", numbers);
  }

  /** Returns text such as {@code reconstruction of 30 numbers}. */
  @Override
  public String toString() {
    return "reconstruction of " + (numbers == 0 ? "the inputs" : numbers + " numbers");
  }

  @Override
  public String id() {
    return "reconstruction";
  }

  /** Returns no column. */
  @Override
  public List<String> labels() {
    return List.of();
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("inputs", width()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("reconstruction", width()));
  }

  private int width() {
    return numbers == 0 ? TensorSpec.FREE : numbers;
  }

  @Override
  public Task<Double> withInputs(List<TensorSpec> inputs) {
    return new Reconstruction(copy(inputs, "inputs").stream().mapToInt(TensorSpec::numbers).sum());
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    required(row, "row");
    required(targets, "targets");
    throw new InvalidDataException(
        "Invalid use of a reconstruction: a row has no label (the prepared inputs are the"
            + " targets)");
  }

  /** Throws, since the error of a row depends on its inputs, too. */
  @Override
  public Double decode(List<Tensor> outputs, int place) {
    required(outputs, "outputs");
    throw new InvalidDataException(
        "Invalid use of a reconstruction: no inputs (the error of a row depends on them)");
  }

  @Override
  public Double decode(List<Tensor> inputs, List<Tensor> outputs, int place) {
    Tensor made = required(outputs, "outputs").get(0);
    double sum = 0;
    int next = place * numbers;
    for (Tensor input : required(inputs, "inputs")) {
      int width = input.size() / (int) input.shape()[0];
      for (int i = 0; i < width; i++) {
        double number = input.number(place * width + i);
        if (!Double.isFinite(number)) {
          throw new InvalidDataException(
              String.format(
                  "Invalid input: number %s of %s is %s (a reconstruction needs finite numbers:"
                      + " impute missing ones)",
                  i, input.name(), number));
        }
        double error = made.number(next++) - number;
        sum += error * error;
      }
    }
    check(
        next == (place + 1) * numbers,
        "Invalid inputs: %s numbers of a row (must be %s, which are reconstructed)",
        next - place * numbers,
        numbers);
    return sum / numbers;
  }

  @Override
  public List<Metric> metrics() {
    return Metrics.ofReconstruction().list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return Metrics.ofReconstruction().find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    Tensor made = required(outputs, "outputs").get(0);
    Tensor target = required(targets, "targets").get(0);
    for (int place = 0; place < target.size(); place++) {
      LabelCells.target(target, place, numbers);
    }
    return Metrics.ofReconstruction().score(made, target);
  }

  /**
   * Returns the squared error, its mean over the numbers of a row.
   *
   * @return the loss; empty before the inputs are known
   */
  @Override
  public Optional<Loss> loss() {
    return numbers == 0 ? Optional.empty() : Optional.of(new SquaredError(this));
  }

  @Override
  public Baselines baselines() {
    return Baselines.NUMBERS;
  }

  @Override
  public DataType answerType() {
    return DataType.FLOAT64;
  }

  @Override
  public Optional<String> problem(Object answer) {
    return required(answer, "answer") instanceof Double number
            && number >= 0
            && Double.isFinite(number)
        ? Optional.empty()
        : Optional.of("a finite Double, at least 0");
  }
}
