package io.lifecycle4j.schema;

import java.util.List;

/** The mean squared error over the numbers of a row. The only target has as many as the output. */
record SquaredError(List<TensorSpec> outputs, List<TensorSpec> targets) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> made, List<Tensor> labels, List<Tensor> gradient) {
    int rows = TensorSpec.checkFit("outputs", outputs, made);
    TensorSpec.checkFit("targets", targets, labels, rows);
    TensorSpec.checkFit("gradient", outputs, gradient, rows);
    int width = outputs.get(0).numbers();
    double[] losses = new double[rows];
    for (int i = 0; i < rows * width; i++) {
      double error = made.get(0).number(i) - labels.get(0).number(i);
      losses[i / width] += error * error / width;
      gradient.get(0).set(i, 2 * error / width);
    }
    return losses;
  }
}
