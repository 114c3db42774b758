package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.tracking.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a training, with defaults. */
record TrainingSettings(
    Network network,
    int epochs, // 0 for the default.
    int batchSize, // 0 for the default.
    int shuffleBlocks, // 0 if all rows are shuffled together.
    LoopSettings loop,
    long seed,
    int threads,
    Checkpoints checkpoints,
    long maxParameters,
    @Nullable EarlyStop earlyStop,
    @Nullable TrainerFile file, // Where they are from; null if from the builder alone.
    FineTuning tuning,
    List<Augmentation> augment,
    OwnParts own) {
  private static final int EPOCHS = 10;

  private static final int BATCH = 32;

  /** As many as move a weight by about 1 at the default learning rate. */
  private static final int STEPS = 1_000;

  /** Counts the rows of a batch, if there are so many. */
  int rowsOfBatch() {
    return batchSize == 0 ? BATCH : batchSize;
  }

  /** Returns these settings for a number of batches in an epoch, on which the default depends. */
  TrainingSettings forBatches(int batches) {
    int usual = Math.max(EPOCHS, (STEPS + batches - 1) / batches);
    return with(network, epochs == 0 ? usual : epochs, batchSize, loop, seed);
  }

  /** Returns these settings with others of the network and the loop. */
  TrainingSettings with(Network layers, int times, int rows, LoopSettings updates, long otherSeed) {
    return new TrainingSettings(
        layers,
        times,
        rows,
        shuffleBlocks,
        updates,
        otherSeed,
        threads,
        checkpoints,
        maxParameters,
        earlyStop,
        file,
        tuning,
        augment,
        own);
  }

  /** Returns these settings with other checkpoints, another early stop and other changed images. */
  TrainingSettings with(Checkpoints states, @Nullable EarlyStop stop, List<Augmentation> changes) {
    return new TrainingSettings(
        network,
        epochs,
        batchSize,
        shuffleBlocks,
        loop,
        seed,
        threads,
        states,
        maxParameters,
        stop,
        file,
        tuning,
        changes,
        own);
  }

  void log(Run run) {
    run.param("trainer", "djl");
    own.device().facts().forEach(run::param);
    logged().forEach(run::param);
    run.seed("training", seed);
    if (file != null) {
      file.log(run);
    }
  }

  private Map<String, Object> logged() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("network", network.architecture());
    values.put("epochs", epochs);
    values.put("batchSize", rowsOfBatch());
    if (shuffleBlocks > 0) {
      values.put("shuffleBlocks", shuffleBlocks);
    }
    values.putAll(own.values());
    if (own.optimizer() == null) {
      values.putAll(loop.rule().values());
      values.put("schedule", loop.schedule());
    }
    values.putAll(loop.values());
    values.putAll(tuning.values());
    if (!augment.isEmpty()) {
      values.put(
          "augment", String.join(", ", augment.stream().map(Augmentation::toString).toList()));
    }
    values.put("seed", seed);
    values.put("threads", threads);
    if (earlyStop != null) {
      values.put("earlyStopping.metric", earlyStop.logged());
      values.put("earlyStopping.patience", earlyStop.patience());
      values.put("earlyStopping.minDelta", earlyStop.minDelta());
    }
    return values;
  }

  /**
   * Returns all that changes more than the last bits of what is trained, as texts, for a comparison
   * with another process.
   */
  Map<String, String> known() {
    Map<String, String> texts = new TreeMap<>();
    values().forEach((name, value) -> texts.put(name, value.toString()));
    texts.remove("threads"); // one of BitFacts
    return texts;
  }

  /** Returns all that changes what is trained, by name. */
  Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>(logged());
    values.put("device", own.device());
    if (!own.blocks().names().isEmpty()) {
      values.put("blocks", own.blocks().names());
    }
    if (own.pretrained() != null) {
      String type = own.pretrained().getClass().getName();
      values.put("pretrained", type.replaceFirst("\\$\\$Lambda.*", "")); // differs in each process
    }
    return values;
  }
}
