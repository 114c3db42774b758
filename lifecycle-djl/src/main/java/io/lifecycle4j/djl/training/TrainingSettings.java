package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.tracking.Run;
import org.jspecify.annotations.Nullable;

/** The settings of a training, with defaults. */
record TrainingSettings(
    Network network,
    int epochs, // 0 for the default.
    int batchSize,
    AdamSettings adam,
    long seed,
    int threads,
    int checkpointEvery, // The interval in epochs; 0 for never.
    long maxParameters,
    @Nullable EarlyStop earlyStop,
    OwnParts own) {
  private static final int EPOCHS = 10;

  /** As many as move a weight by about 1 at the default learning rate. */
  private static final int STEPS = 1_000;

  /** Returns these settings for a number of batches in an epoch, on which the default depends. */
  TrainingSettings forBatches(int batches) {
    int usual = Math.max(EPOCHS, (STEPS + batches - 1) / batches);
    return new TrainingSettings(
        network,
        epochs == 0 ? usual : epochs,
        batchSize,
        adam,
        seed,
        threads,
        checkpointEvery,
        maxParameters,
        earlyStop,
        own);
  }

  void log(Run run) {
    run.param("trainer", "djl");
    run.param("network", network.architecture());
    run.param("epochs", epochs);
    run.param("batch_size", batchSize);
    own.log(run);
    if (own.optimizer() == null) {
      run.param("learning_rate", adam.learningRate());
      run.param("weight_decay", adam.weightDecay());
      run.param("schedule", adam.schedule());
    }
    run.param("seed", seed);
    run.seed("training", seed);
    run.param("threads", threads);
    if (earlyStop != null) {
      run.param("early_stopping_patience", earlyStop.patience());
      run.param("early_stopping_min_delta", earlyStop.minDelta());
    }
  }
}
