package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains a network on mini-batches, by default with Adam on the CPU.
 *
 * <p>The loss is that of the task, unless another one is set. If the task permits it, as a
 * regression does, and the network ends in a dense layer, as every network of layers does, the
 * targets are scaled to mean 0 and standard deviation 1. At the end, the scale is folded into the
 * last layer, so the network outputs values in units of the label. The last layer starts with
 * weights of zero. So a regression first predicts the mean, and a classification, also of several
 * labels, first predicts equal probabilities.
 *
 * <p>Training on the CPU is reproducible: the same rows, settings, libraries and type of processor
 * produce the same bytes. Other work in the process does not matter, unless it draws random numbers
 * from PyTorch. A process runs one training at a time; others wait. Thread-safe.
 *
 * <p>Every setting is a parameter of the run. After each epoch, the run logs these metrics, with
 * the number of the epoch, from 1, as the step: {@code loss}; with validation rows, {@code
 * validation_loss} and the training metrics of the task, such as {@code validation_accuracy} or
 * {@code validation_rmse}, each with the version and the role of the rows it was measured on;
 * {@code learning_rate} and {@code gradient_norm} (before clipping) of the last update of the
 * epoch; {@code examples_per_second} of training without validation; and {@code epoch_seconds},
 * including validation. Losses and errors are in units of the label, but the losses of several
 * scaled targets are means over scaled ones. If the process is killed, the run is CRASHED and keeps
 * its epochs and its checkpoints. With {@link DjlTrainerBuilder#checkpointEvery}, {@code
 * ManagedModel.resume} continues from the newest one, and produces the bits of an uninterrupted
 * training. If libraries or the processor differ, the last bits may differ; the tag {@code
 * resumedElsewhere} of the run names the differences.
 */
public final class DjlTrainer implements Trainer {
  private final TrainingSettings settings;

  DjlTrainer(TrainingSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns a builder for a trainer.
   *
   * @return a builder; it needs a network or a factory
   */
  public static DjlTrainerBuilder builder() {
    return new DjlTrainerBuilder();
  }

  /**
   * Reads a trainer from a YAML file, or a JSON file if its name ends with {@code .json}. To add
   * parts that only code can provide, such as blocks, call {@link DjlTrainerBuilder#read}.
   *
   * @param settings the file; its keys are the methods of {@link DjlTrainerBuilder}
   * @return the trainer
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file, a key is unknown or
   *     duplicate, or a value is invalid; the message names the line, the column and the nearest
   *     key
   * @throws io.lifecycle4j.error.InvalidValueException if it has no network
   */
  public static DjlTrainer read(Path settings) {
    return builder().read(settings).build();
  }

  @Override
  public TrainedModel train(TrainingContext context) {
    return new NetworkTraining(settings, required(context, "training context")).run();
  }

  /** Returns all settings, including defaults. */
  @Override
  public String configuration() {
    return "djl " + settings.values();
  }

  /** Returns an engine with the blocks and the device of this trainer; empty without both. */
  @Override
  public Optional<Engine> engine() {
    return settings.own().engine();
  }
}
