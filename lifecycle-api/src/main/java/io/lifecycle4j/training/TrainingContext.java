package io.lifecycle4j.training;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a trainer needs. It has no access to the holdout.
 *
 * <p>Thread-safe.
 */
public interface TrainingContext {
  /**
   * Returns the task.
   *
   * @return the task, with all its classes
   */
  Task<?> task();

  /**
   * Returns the inputs of the network, as determined by the preprocessing, and its outputs, as
   * determined by the task.
   *
   * @return the signature of the model to train
   */
  Signature signature();

  /**
   * Returns the training rows. If the split has no validation rows, a tenth of them is left out,
   * because the drift reference needs rows that the network was not trained on.
   *
   * @return the rows
   */
  Examples training();

  /**
   * Returns the validation rows.
   *
   * @return the rows, or empty if the split has none
   */
  Optional<Examples> validation();

  /**
   * Returns a reference to the rows of a role, for metrics measured on them: {@code run.log("loss",
   * 0.3, epoch, context.input(TRAIN))}.
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
   * Returns what the training is for. Default: {@link TrainingPurpose#VERSION}.
   *
   * @return the purpose
   */
  default TrainingPurpose purpose() {
    return TrainingPurpose.VERSION;
  }

  /**
   * Returns the parameters of this training, which its caller set: {@link TrainingPlan}. They take
   * precedence over the settings of the trainer. Default: none.
   *
   * @return values by name
   */
  default Map<String, Param> parameters() {
    return Map.of();
  }

  /**
   * Reports progress after each batch, and at the end of each epoch with all that was measured, and
   * asks whether to go on. A trainer that is told to stop ends like one whose epochs are over: it
   * returns the network as it is, or the best one if it watches for that. The run records the
   * reason.
   *
   * @param progress the progress
   * @return the reason to stop; empty to go on
   */
  Optional<String> report(TrainingProgress progress);

  /**
   * Starts from the weights of an earlier version, as in fine-tuning. The new version names it as
   * its {@linkplain io.lifecycle4j.model.ModelManifest#ancestors ancestor} and counts as trained on
   * its rows, too. So do not hold out rows that the earlier version learned from: the new version
   * cannot be evaluated on them.
   *
   * @param version a version of this home, of any model
   * @return opens the files of the version
   */
  Engine.Files startFrom(ModelVersion version);

  /**
   * Returns the state from which this training continues: the newest one that can be read, if a run
   * is {@linkplain io.lifecycle4j.ManagedModel#resume resumed}. A trainer that stores no states
   * ignores it. Default: none.
   *
   * @return the state; empty if the training starts from the beginning
   */
  default Optional<TrainingState> resumeFrom() {
    return Optional.empty();
  }

  /**
   * Stores the state of the training as a checkpoint of the run. A training resumed from it must
   * produce the same model as an uninterrupted one.
   *
   * @param step the step whose metrics were logged last; metrics of later steps are superseded when
   *     the run is resumed
   * @param progress a number that grows from state to state, such as the number of updates
   * @param state the bytes
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be stored
   */
  default void checkpoint(long step, long progress, Content state) {
    run().checkpoint(TrainingState.checkpoint(progress), step, state);
  }

  /**
   * Records that a state is no longer needed; its tombstone remains. Nothing happens if the run has
   * no such state. The newest state cannot be dropped.
   *
   * @param step the step that it was stored with
   * @param progress the progress that it was stored with
   * @param why the reason, and what was measured
   * @throws io.lifecycle4j.error.ConflictException if it is the newest checkpoint of the run
   */
  default void dropCheckpoint(long step, long progress, Checkpoint.Dropped why) {
    try {
      run().dropCheckpoint(TrainingState.checkpoint(progress), step, why);
    } catch (NotFoundException e) {
      return; // it was dropped before this training was resumed
    }
  }

  /**
   * Returns whether training was cancelled. The trainer should then store its state if it can,
   * stop, and throw {@link io.lifecycle4j.error.OperationInterruptedException}.
   *
   * @return true if training was cancelled
   */
  boolean cancelled();
}
