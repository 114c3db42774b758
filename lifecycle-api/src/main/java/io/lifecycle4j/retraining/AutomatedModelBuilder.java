package io.lifecycle4j.retraining;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.data.SplitPlan;

/**
 * When a model is trained anew, and on which rows. Setting a part twice is an error.
 *
 * @param <B> the type of the builder of the model
 */
public interface AutomatedModelBuilder<B> {
  /**
   * Trains the model anew when a condition holds, with the defaults of a {@link RetrainingPolicy}.
   * Nothing happens before {@link AutomatedModel#startAutomation} or {@link AutomatedModel#runDue}.
   * Default: it is never trained anew.
   *
   * @param condition the condition, such as {@code drifted().or(every(ofDays(30)))}
   * @return the builder of the model
   * @throws io.lifecycle4j.error.InvalidValueException if it refers to something that is not known
   *     of a served model
   */
  default B retrainWhen(Condition condition) {
    return retraining(RetrainingPolicy.when(condition).build());
  }

  /**
   * Trains the model anew by a policy. Sets the same part as {@link #retrainWhen}.
   *
   * @param policy the policy
   * @return the builder of the model
   * @throws io.lifecycle4j.error.InvalidValueException if its condition refers to something that is
   *     not known of a served model
   */
  B retraining(RetrainingPolicy policy);

  /**
   * Trains the model anew on the newest version of a dataset.
   *
   * @param dataset the name of the dataset
   * @return takes the plan of the split
   */
  Rows<B> retrainFrom(String dataset);

  /**
   * Trains the model anew on its logged inputs with their ground truth: all that are in the log
   * when a retraining begins. They become a version of a dataset. Sets the same part as {@link
   * #retrainFrom}.
   *
   * @param dataset the name of the dataset that takes them
   * @return takes the plan of the split
   */
  Rows<B> retrainFromPredictions(String dataset);

  /**
   * Rows that lack their split.
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
