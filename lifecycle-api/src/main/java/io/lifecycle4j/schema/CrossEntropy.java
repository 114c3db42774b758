package io.lifecycle4j.schema;

import java.util.List;

/** The softmax cross-entropy, in nats, with weights of classes and label smoothing. */
record CrossEntropy(Classification task) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = LabelCells.checkFit(task, outputs, targets, gradient);
    double[] weights = task.weighting().of(task.classes());
    double smoothing = task.labelSmoothing().orElse(0);
    double[] factors = new double[weights.length];
    double[] losses = new double[rows];
    for (int row = 0; row < rows; row++) {
      int label = task.label(targets.get(0), row);
      for (int i = 0; i < factors.length; i++) {
        double target = smoothing / factors.length + (i == label ? 1 - smoothing : 0);
        factors[i] = weights[i] * target;
      }
      losses[row] = differentiate(row, factors, outputs.get(0), gradient.get(0));
    }
    return losses;
  }

  /**
   * Computes the loss of a row.
   *
   * @param factors by class, those of the negative logarithms of the probabilities in the loss
   */
  private double differentiate(int row, double[] factors, Tensor scores, Tensor gradient) {
    double[] shares = Softmax.all(scores, row, factors.length);
    int from = row * shares.length;
    int best = Softmax.best(scores, row, factors.length);
    double greatest = scores.number(from + best);
    double all = 0;
    double loss = 0;
    for (int i = 0; i < shares.length; i++) {
      all += factors[i];
      if (factors[i] > 0) { // A score of -infinity counts only with a factor.
        // The logarithm of a share that underflows to 0 would be infinite; that of the greatest is
        // not.
        loss += factors[i] * (greatest - scores.number(from + i) - Math.log(shares[best]));
      }
    }
    for (int i = 0; i < shares.length; i++) {
      gradient.set(from + i, all * shares[i] - factors[i]);
    }
    return loss;
  }
}
