package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingListener;
import io.lifecycle4j.training.TrainingPlan;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingState;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

record DefaultTrainingContext(
    TrainingPlan plan,
    PreparedSplit prepared,
    Run run,
    WarmStart start,
    TrainingListener listener,
    Optional<TrainingState> resumeFrom,
    OutsideStates outside,
    BooleanSupplier stop)
    implements TrainingContext {
  /** The tag of a run whose training ended before all epochs were done. */
  static final String STOPPED = "stoppedEarly";

  @Override
  public Task<?> task() {
    return prepared.task().task();
  }

  @Override
  public Signature signature() {
    return new Signature(prepared.preprocessing().inputs(), task().outputs());
  }

  @Override
  public Examples training() {
    return prepared.data().training();
  }

  @Override
  public Optional<Examples> validation() {
    return prepared.data().validation().map(examples -> examples);
  }

  @Override
  public RunInput input(SplitRole role) {
    check(
        required(role, "role") != SplitRole.HOLDOUT,
        "Invalid role: %s (a trainer sees no held-out row)",
        role);
    return RunInput.of(prepared.data().version(), role);
  }

  @Override
  public Map<String, Param> parameters() {
    return plan.parameters();
  }

  @Override
  public Optional<String> report(TrainingProgress progress) {
    listener.progressed(required(progress, "progress"));
    Optional<String> reason =
        Callbacks.call(() -> required(plan.rule().stop(progress), "reason to stop"));
    reason.ifPresent(why -> run.tag(STOPPED, place(progress) + ": " + why));
    return reason;
  }

  private static String place(TrainingProgress at) {
    String batch = at.batch() == at.batches() ? "" : ", batch " + at.batch();
    return "epoch " + at.epoch() + " of " + at.epochs() + batch;
  }

  @Override
  public Engine.Files startFrom(ModelVersion version) {
    return start.from(version);
  }

  @Override
  public void checkpoint(long step, long progress, Content state) {
    TrainingContext.super.checkpoint(step, progress, state);
    outside.checkpoint(step, progress, state);
  }

  @Override
  public void dropCheckpoint(long step, long progress, Checkpoint.Dropped why) {
    TrainingContext.super.dropCheckpoint(step, progress, why);
    outside.dropCheckpoint(step, progress, why);
  }

  @Override
  public boolean cancelled() {
    return stop.getAsBoolean();
  }
}
