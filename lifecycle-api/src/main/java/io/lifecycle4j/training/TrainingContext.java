package io.lifecycle4j.training;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import java.util.Optional;

/**
 * Everything a trainer works with. It has no way to the holdout.
 *
 * <p>Thread-safe.
 */
public interface TrainingContext extends TrainingListener {
  /**
   * Returns the task.
   *
   * @return the task, with all its classes
   */
  Task<?> task();

  /**
   * Returns what goes into the network, as the rows are prepared, and what comes out of it, as the
   * task needs it.
   *
   * @return the signature of the model that is to be trained
   */
  Signature signature();

  /**
   * Returns the rows to learn from: the training rows, without every tenth where the split has no
   * validation rows, since drift is measured against rows that the network did not learn from.
   *
   * @return the rows
   */
  Examples training();

  /**
   * Returns the rows that steer training.
   *
   * @return the rows, or empty when the split has none
   */
  Optional<Examples> validation();

  /**
   * Names the rows of a role, for metrics that are measured on them: {@code run.log("loss", 0.3,
   * epoch, context.input(TRAIN))}.
   *
   * @param role the role, not the holdout
   * @return the version that was split, and the role
   * @throws io.lifecycle4j.error.InvalidValueException if it is the holdout
   */
  RunInput input(SplitRole role);

  /**
   * Returns the run, for parameters and metrics.
   *
   * @return the run; the caller ends it
   */
  Run run();

  /**
   * Returns whether the caller gave up. A trainer that sees it stops and throws {@link
   * io.lifecycle4j.error.OperationInterruptedException}.
   *
   * @return whether to stop
   */
  boolean cancelled();
}
