package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.Overfitting;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPurpose;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Trains on a few rows until they are learned by heart.
 *
 * @param trainer what is tried out
 * @param files opens the files of versions of the real home
 * @param rows how many
 * @param result what was seen; null before the training
 */
public record OverfittingTrainer(
    Trainer trainer, Engine.Files files, int rows, AtomicReference<@Nullable Overfitting> result)
    implements Trainer {
  @Override
  public TrainedModel train(TrainingContext context) {
    int all = context.training().size();
    check(rows <= all, "Invalid number of rows: %s (must be at most %s, all there are)", rows, all);
    Examples few = SpreadExamples.of(context.training(), rows);
    RehearsedContext.Seen seen = new RehearsedContext.Seen();
    long start = System.nanoTime();
    TrainedModel trained =
        trainer.train(
            new RehearsedContext(
                context,
                TrainingPurpose.OVERFITTING,
                context.run(),
                few,
                files,
                Optional.empty(),
                seen));
    check(
        seen.epochs() > 0,
        "Cannot see whether %s rows are learned by heart: the trainer reports no loss (call"
            + " report(…) of the context after each epoch)",
        rows);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    result.set(new Overfitting(rows, seen.epochs(), seen.firstLoss(), seen.lastLoss(), time));
    return trained;
  }

  @Override
  public Optional<Engine> engine() {
    return trainer.engine();
  }
}
