package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.StorageFailedException;
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
import io.lifecycle4j.training.Overfitting;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingPurpose;
import io.lifecycle4j.training.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training that is tried out. The first state that the trainer stores stays in memory.
 *
 * @param context the training in the home of the rehearsal
 * @param files opens the files of versions of the real home
 * @param resumeFrom the state from which it goes on
 * @param seen what the trainer has done; used on its thread only
 */
record RehearsedContext(
    TrainingContext context,
    TrainingPurpose purpose,
    Run run,
    Examples training,
    Engine.Files files,
    Optional<TrainingState> resumeFrom,
    Seen seen)
    implements TrainingContext {
  /** What a trainer did. Not thread-safe. */
  static final class Seen {
    private @Nullable TrainingState first;
    private int states;
    private long bytes;
    private long nanos;
    private long batches;
    private double firstLoss = Double.NaN;
    private double lastLoss = Double.NaN;
    private long epochs;

    Optional<TrainingState> findState() {
      return Optional.ofNullable(first);
    }

    int states() {
      return states;
    }

    /** Returns the size of the first state. */
    long bytes() {
      return bytes;
    }

    /** Returns how long all states took. */
    long nanos() {
      return nanos;
    }

    long batches() {
      return batches;
    }

    double firstLoss() {
      return firstLoss;
    }

    double lastLoss() {
      return lastLoss;
    }

    /** Counts the reported losses. */
    long epochs() {
      return epochs;
    }

    private void store(long step, long progress, Content content) {
      long start = System.nanoTime();
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      try {
        content.writeTo(copy);
      } catch (IOException e) {
        throw new StorageFailedException("Cannot write the state of a training", e);
      }
      if (states++ == 0) {
        byte[] state = copy.toByteArray();
        bytes = state.length;
        first = new TrainingState(step, progress, () -> new ByteArrayInputStream(state));
      }
      nanos += System.nanoTime() - start;
    }

    private void lose(double loss) {
      firstLoss = epochs++ == 0 ? loss : firstLoss;
      lastLoss = loss;
    }
  }

  @Override
  public Task<?> task() {
    return context.task();
  }

  @Override
  public Signature signature() {
    return context.signature();
  }

  @Override
  public Optional<Examples> validation() {
    return context.validation();
  }

  @Override
  public RunInput input(SplitRole role) {
    return context.input(role);
  }

  @Override
  public Map<String, Param> parameters() {
    return context.parameters();
  }

  /** Its ancestors are not in the home of the rehearsal, and are not named. */
  @Override
  public Engine.Files startFrom(ModelVersion version) {
    return files;
  }

  @Override
  public void checkpoint(long step, long progress, Content state) {
    seen.store(step, progress, state);
  }

  /** The state is in memory, and the run goes with its home. */
  @Override
  public void dropCheckpoint(long step, long progress, Checkpoint.Dropped why) {
    required(why, "reason to drop a checkpoint");
  }

  /** A network that overfits goes on until its loss is near zero. */
  @Override
  public Optional<String> report(TrainingProgress progress) {
    seen.batches += progress.batch() > 0 ? 1 : 0;
    Double loss = progress.metrics().get("loss");
    if (loss != null && progress.batch() == progress.batches()) {
      seen.lose(loss);
    }
    boolean done =
        purpose == TrainingPurpose.OVERFITTING
            && seen.lastLoss <= Overfitting.NEAR_ZERO * seen.firstLoss;
    return done ? Optional.of("the rows are learned by heart") : Optional.empty();
  }

  @Override
  public boolean cancelled() {
    return context.cancelled();
  }
}
