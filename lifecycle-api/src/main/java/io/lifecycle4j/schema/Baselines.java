package io.lifecycle4j.schema;

/**
 * The baselines of a task, and with them of what kind its outputs, targets and predicted values
 * are; {@code Baseline} of a model describes each.
 */
public enum Baselines {
  /** None. */
  NONE,
  /**
   * For a task with one output that estimates its only target, number by number: mean, median,
   * least squares and last values. Without labels, the mean alone: least squares copy the inputs.
   * If {@link Task#answerType} is {@link DataType#FLOAT64}, the output is the predicted value.
   */
  NUMBERS,
  /**
   * For a task with one output of a number for each of {@link Task#quantiles}, which are the
   * predicted value, and whose only target is one number: the quantiles of the target.
   */
  QUANTILES,
  /**
   * For a task with one output of a score for each label, of which the logistic function makes a
   * probability, and whose only target is 1 or 0 for each label: the share of each label. The label
   * columns are {@link DataType#BOOLEAN}, the predicted value lists those that are set.
   */
  LABELS,
  /**
   * For a task with one output of a score for each class, of which softmax makes probabilities, and
   * whose only target is the index of the class: prior and logistic regression. It has one label
   * column, and the text of the predicted value is the name of a class.
   */
  CLASSES
}
