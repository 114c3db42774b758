package io.lifecycle4j.core.training;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.Rehearsal.Part;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPurpose;
import io.lifecycle4j.training.TrainingState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trains a few batches, and once more from a state in the middle of them.
 *
 * @param trainer what is tried out
 * @param files opens the files of versions of the real home
 * @param another begins the run of the second training
 */
public record RehearsedTrainer(
    Trainer trainer, Engine.Files files, RehearsalSteps steps, Supplier<Run> another)
    implements Trainer {
  @Override
  public TrainedModel train(TrainingContext context) {
    steps.next(rows(context), Part.TRAIN);
    RehearsedContext.Seen seen = new RehearsedContext.Seen();
    TrainedModel trained = held(trainer.train(in(context, context.run(), Optional.empty(), seen)));
    steps.next(
        seen.batches() + " batches" + (seen.epochs() > 0 ? ", loss " + loss(seen) : ""),
        Part.RESUME);
    steps.add(
        Part.CHECKPOINT,
        Duration.ofNanos(seen.nanos()),
        seen.states() == 0
            ? "left out: the trainer stores no states"
            : seen.states() + " states of " + seen.bytes() + " bytes");
    steps.next(resumed(context, seen, trained), Part.REGISTER);
    return trained;
  }

  private static String rows(TrainingContext context) {
    int validation = context.validation().map(rows -> rows.size()).orElse(0);
    return context.training().size()
        + " training rows, "
        + validation
        + " validation rows, inputs "
        + context.signature().inputs();
  }

  private static String loss(RehearsedContext.Seen seen) {
    return String.format(Locale.ROOT, "%.4g", seen.lastLoss());
  }

  private RehearsedContext in(
      TrainingContext context, Run run, Optional<TrainingState> state, RehearsedContext.Seen seen) {
    return new RehearsedContext(
        context, TrainingPurpose.REHEARSAL, run, context.training(), files, state, seen);
  }

  private String resumed(
      TrainingContext context, RehearsedContext.Seen before, TrainedModel trained) {
    if (before.findState().isEmpty()) {
      return "left out: the trainer stores no states";
    }
    try (Run run = another.get()) {
      TrainedModel again =
          held(trainer.train(in(context, run, before.findState(), new RehearsedContext.Seen())));
      run.finish();
      return isSame(trained, again)
          ? "the same weights, bit by bit"
          : "other weights than without the interruption";
    }
  }

  /** Reads all files into memory, as some contents can be read only once. */
  private static TrainedModel held(TrainedModel trained) {
    List<NamedContent> files = new ArrayList<>();
    for (NamedContent file : requireNonNull(trained, "the trainer gave null").files()) {
      files.add(new NamedContent(file.name(), Content.of(bytes(file))));
    }
    return new TrainedModel(trained.format(), trained.architecture(), files);
  }

  private static byte[] bytes(NamedContent file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      file.content().writeTo(bytes);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + file.name() + ": " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  private static boolean isSame(TrainedModel one, TrainedModel other) {
    List<NamedContent> files = one.files();
    List<NamedContent> others = other.files();
    if (files.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < files.size(); i++) {
      if (!Arrays.equals(bytes(files.get(i)), bytes(others.get(i)))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<Engine> engine() {
    return trainer.engine();
  }
}
