package io.lifecycle4j.schema;

import java.util.List;

/** The softmax cross-entropy, in nats. */
record CrossEntropy(Classification task) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = TensorSpec.checkFit("outputs", task.outputs(), outputs);
    TensorSpec.checkFit("targets", task.targets(), targets, rows);
    TensorSpec.checkFit("gradient", task.outputs(), gradient, rows);
    Tensor scores = outputs.get(0);
    double[] losses = new double[rows];
    for (int row = 0; row < rows; row++) {
      int label = task.label(targets.get(0), row);
      double[] shares = task.probabilities(scores, row);
      int from = row * shares.length;
      int best = task.best(scores, row);
      // The logarithm of a share that underflows to 0 would be infinite; that of the greatest is
      // not.
      losses[row] =
          scores.number(from + best) - scores.number(from + label) - Math.log(shares[best]);
      for (int i = 0; i < shares.length; i++) {
        gradient.get(0).set(from + i, shares[i] - (i == label ? 1 : 0));
      }
    }
    return losses;
  }
}
