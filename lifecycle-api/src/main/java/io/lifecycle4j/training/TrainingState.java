package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.Checkpoint;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A stored state of a training, from which it can be resumed.
 *
 * @param step the step whose metrics were logged last, such as the number of complete epochs
 * @param progress a number that grows from state to state, such as the number of updates
 * @param content opens the bytes, verified while they are read; the trainer closes the stream
 */
public record TrainingState(long step, long progress, Supplier<InputStream> content) {
  private static final String NAME = "training.state";

  /** Checks the parts. */
  public TrainingState {
    check(step >= 0, "Invalid step of a training state: %s (must be at least 0)", step);
    check(progress >= 0, "Invalid progress of a training: %s (must be at least 0)", progress);
    required(content, "content of a training state");
  }

  /**
   * Returns the name of the checkpoint of a run that contains a state.
   *
   * @param progress the progress of the training
   * @return the name
   */
  public static String checkpoint(long progress) {
    return String.format(Locale.ROOT, "%s/%012d", NAME, progress);
  }

  /**
   * Finds the progress of a training in a checkpoint.
   *
   * @param checkpoint a checkpoint of a run
   * @return the progress; empty if the checkpoint contains no state of a training
   */
  public static OptionalLong progress(Checkpoint checkpoint) {
    return Optional.of(required(checkpoint, "checkpoint").file().name())
        .filter(name -> name.matches(NAME + "/[0-9]{1,18}"))
        .map(name -> OptionalLong.of(Long.parseLong(name.substring(NAME.length() + 1))))
        .orElse(OptionalLong.empty());
  }
}
