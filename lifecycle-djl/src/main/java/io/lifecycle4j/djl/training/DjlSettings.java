package io.lifecycle4j.djl.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.optimizer.Optimizer;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.tracking.Run;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Records the settings of a DJL training as parameters of a run. */
final class DjlSettings {
  private final Run run;
  private final OptimizerFields optimizer;

  DjlSettings(Run run, Optimizer optimizer) {
    this.run = run;
    this.optimizer = new OptimizerFields(optimizer);
  }

  void log(Trainer trainer, String model, DataType type) {
    Engine engine = trainer.getManager().getEngine();
    param("trainer", Trainer.class.getName());
    param("engine", engine.getEngineName() + " " + engine.getVersion());
    param("model", model);
    param("dataType", type);
    param("devices", Arrays.toString(trainer.getDevices()));
    param("loss", trainer.getLoss().getName());
    param("evaluators", trainer.getEvaluators().stream().map(Evaluator::getName).toList());
    param("optimizer", optimizer.name());
    optimizer.numbers().forEach((name, value) -> param("optimizer." + name, value));
    optimizer.rate(1).ifPresent(rate -> param("learningRate", rate));
  }

  /** Logs the settings that are known only with the first batch. */
  void logBatch(Batch batch, Block network) {
    param("batchSize", batch.getSize());
    param(
        "weights",
        network.getParameters().values().stream()
            .filter(Parameter::requiresGradient)
            .mapToLong(parameter -> parameter.getShape().size())
            .sum());
  }

  /** Returns the learning rate of the last step, or of a number of steps after it. */
  OptionalDouble rate(int after) {
    return optimizer.rate(Math.max(1, optimizer.updates() + after));
  }

  private void param(String name, Object value) {
    try {
      run.param(name, value);
    } catch (ConflictException e) {
      return; // An earlier value takes precedence, and logging a setting must not end a training.
    }
  }
}
