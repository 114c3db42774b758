package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.tracking.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a training, with defaults. */
record TrainingSettings(
    Network network,
    int epochs, // 0 for the default.
    int batchSize,
    int shuffleBlocks, // 0 if all rows are shuffled together.
    LoopSettings loop,
    long seed,
    int threads,
    Checkpoints checkpoints,
    long maxParameters,
    @Nullable EarlyStop earlyStop,
    @Nullable TrainerFile file, // Where they are from; null if from the builder alone.
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
        shuffleBlocks,
        loop,
        seed,
        threads,
        checkpoints,
        maxParameters,
        earlyStop,
        file,
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
    values.put("batch_size", batchSize);
    if (shuffleBlocks > 0) {
      values.put("shuffle_blocks", shuffleBlocks);
    }
    values.putAll(own.values());
    if (own.optimizer() == null) {
      values.putAll(loop.rule().values());
      values.put("schedule", loop.schedule());
    }
    values.putAll(loop.values());
    values.put("seed", seed);
    values.put("threads", threads);
    if (earlyStop != null) {
      values.put("early_stopping_metric", earlyStop.logged());
      values.put("early_stopping_patience", earlyStop.patience());
      values.put("early_stopping_min_delta", earlyStop.minDelta());
    }
    return values;
  }

  /** Returns all that changes what is trained, as texts, for a comparison with another process. */
  Map<String, String> known() {
    Map<String, String> texts = new TreeMap<>();
    values().forEach((name, value) -> texts.put(name, value.toString()));
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
