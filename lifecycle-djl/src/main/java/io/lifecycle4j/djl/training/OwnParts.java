package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.lifecycle4j.djl.model.Blocks;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.model.spi.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a training that the application chooses; null is the default of the library. */
record OwnParts(
    Blocks blocks,
    @Nullable ComputeDevice chosen,
    @Nullable Loss loss,
    @Nullable Supplier<? extends Optimizer> optimizer,
    @Nullable PretrainedParameters pretrained) {
  static final OwnParts NONE = new OwnParts(Blocks.NONE, null, null, null, null);

  ComputeDevice device() {
    return chosen == null ? ComputeDevice.cpu() : chosen;
  }

  /** Returns the engine for what these parts train; empty if the engines of a home load it. */
  Optional<Engine> engine() {
    return chosen == null && blocks.names().isEmpty()
        ? Optional.empty()
        : Optional.of(new DjlEngine(blocks, device()));
  }

  /** Returns an optimizer for one training; null if there is none. */
  @Nullable OwnOptimizer updates(Block network) {
    return optimizer == null
        ? null
        : new OwnOptimizer(required(optimizer.get(), "optimizer"), network);
  }

  /** Returns the settings of these parts by name, without the device. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (loss != null) {
      values.put("loss", loss.getName());
    }
    if (optimizer != null) {
      OptimizerFields fields = new OptimizerFields(required(optimizer.get(), "optimizer"));
      values.put("optimizer", fields.name());
      fields.numbers().forEach((name, value) -> values.put("optimizer." + name, value));
      fields.rate(1).ifPresent(rate -> values.put("learningRate", rate));
    }
    return values;
  }
}
