package io.lifecycle4j.schema;

import java.util.List;

/** The mean squared error over the numbers of a row. The only target has as many as the output. */
record SquaredError(Task<?> task) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = LabelCells.checkFit(task, outputs, targets, gradient);
    int width = task.outputs().get(0).numbers();
    double[] losses = new double[rows];
    for (int i = 0; i < rows * width; i++) {
      double error = outputs.get(0).number(i) - targets.get(0).number(i);
      losses[i / width] += error * error / width;
      gradient.get(0).set(i, 2 * error / width);
    }
    return losses;
  }
}
