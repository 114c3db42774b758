package io.lifecycle4j.schema;

import java.util.List;

/** The binary cross-entropy of scores, in nats, its mean over the labels of a row. */
record LogisticLoss(MultiLabel task) implements Task.Loss {
  @Override
  public double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = LabelCells.checkFit(task, outputs, targets, gradient);
    int width = task.labels().size();
    double[] losses = new double[rows];
    for (int i = 0; i < rows * width; i++) {
      double score = outputs.get(0).number(i);
      double label = task.label(targets.get(0), i) ? 1 : 0;
      // Neither overflows nor loses the digits of a small loss, unlike log(1 + exp(score)).
      double loss = Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)));
      losses[i / width] += loss / width;
      gradient.get(0).set(i, (MultiLabel.probability(score) - label) / width);
    }
    return losses;
  }
}
