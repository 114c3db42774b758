package io.lifecycle4j.retraining;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.data.SplitPlan;

/**
 * Sets when a model is retrained, and on which rows. Setting a part twice is an error.
 *
 * @param <B> the type of the builder of the model
 */
public interface AutomatedModelBuilder<B> {
  /**
   * Retrains the model when a condition holds, with the defaults of a {@link RetrainingPolicy}.
   * Nothing happens before {@link AutomatedModel#startAutomation} or {@link AutomatedModel#runDue}.
   * Default: the model is never retrained.
   *
   * @param condition the condition, such as {@code drifted().or(every(ofDays(30)))}
   * @return the builder of the model
   * @throws io.lifecycle4j.error.InvalidValueException if it has a subject that a served model does
   *     not have
   */
  default B retrainWhen(Condition condition) {
    return retraining(RetrainingPolicy.when(condition).build());
  }

  /**
   * Retrains the model by a policy. Sets the same part as {@link #retrainWhen}.
   *
   * @param policy the policy
   * @return the builder of the model
   * @throws io.lifecycle4j.error.InvalidValueException if its condition has a subject that a served
   *     model does not have
   */
  B retraining(RetrainingPolicy policy);

  /**
   * Retrains the model on the newest version of a dataset.
   *
   * @param dataset the name of the dataset
   * @return sets the plan of the split
   */
  Rows<B> retrainFrom(String dataset);

  /**
   * Retrains the model on its logged inputs with ground truth: all that are in the log when a
   * retraining begins. They become a version of a dataset. Sets the same part as {@link
   * #retrainFrom}.
   *
   * @param dataset the name of the dataset that receives them
   * @return sets the plan of the split
   */
  Rows<B> retrainFromPredictions(String dataset);

  /**
   * Rows without a split yet.
   *
   * @param <B> the type of the builder of the model
   */
  interface Rows<B> {
    /**
     * Sets how the rows are split.
     *
     * @param plan the plan; candidates are judged on its holdout, unless one is pinned
     * @return the builder of the model
     */
    B split(SplitPlan plan);
  }
}
