package io.lifecycle4j.core.training;

import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingListener;
import io.lifecycle4j.training.TrainingProgress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a trainer is given. */
record DefaultTrainingContext(
    Task<?> task,
    List<Integer> shape,
    Examples training,
    Optional<PreparedExamples> prepared,
    Run run,
    TrainingListener listener,
    BooleanSupplier stop)
    implements TrainingContext {
  @Override
  public Optional<Examples> validation() {
    return prepared.map(examples -> examples);
  }

  @Override
  public boolean cancelled() {
    return stop.getAsBoolean();
  }

  @Override
  public void progressed(TrainingProgress progress) {
    listener.progressed(progress);
  }
}
