package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Updates by an optimizer of DJL, which serves only one training. */
final class OwnOptimizer implements WeightUpdates {
  private final Optimizer optimizer;
  private final OptimizerFields fields;
  private final List<Parameter> parameters;
  private int steps;

  /** Uses all parameters of an initialised network that are not frozen. */
  OwnOptimizer(Optimizer optimizer, Block network) {
    this.optimizer = optimizer;
    this.fields = new OptimizerFields(optimizer);
    this.parameters =
        network.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
  }

  @Override
  public void step(long step, double factor) {
    steps++;
    for (Parameter parameter : parameters) {
      NDArray weight = parameter.getArray();
      // The manager of the weight lives as long as the training, so that arrays must be closed.
      try (NDManager arrays = weight.getManager().newSubManager();
          NDArray gradient = weight.getGradient()) {
        gradient.attach(arrays);
        optimizer.update(parameter.getId(), weight, gradient);
        gradient.muli(0); // Only native updates of DJL do this.
      }
    }
  }

  @Override
  public OptionalDouble learningRate() {
    return fields.rate(Math.max(1, steps));
  }

  @Override
  public @Nullable Map<String, Map<String, NDArray>> state() {
    return null;
  }

  @Override
  public String name() {
    return fields.name();
  }

  /** Closes the moments, which DJL keeps outside any manager until the process ends. */
  @Override
  public void close() {
    fields.closeArrays();
  }
}
