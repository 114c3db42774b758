package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Updates by a rule of the library, whose state is known by the names of the parameters.
 *
 * <p>DJL's optimizers keep their state outside any manager, so that it is never freed, and by ids
 * that differ in each process.
 */
final class RuleUpdates implements WeightUpdates {
  private final UpdateRule rule;
  private final List<Updated> all = new ArrayList<>();
  private float rate;

  private record Updated(String name, double rate, Parameter parameter, List<NDArray> moments) {}

  /**
   * Creates the state for all parameters of an initialised network that are not frozen.
   *
   * @param tuned gives layers their own rates; null if none has one
   */
  RuleUpdates(UpdateRule rule, Block network, NDManager manager, @Nullable TunedNetwork tuned) {
    this.rule = rule;
    for (Pair<String, Parameter> named : network.getParameters()) {
      Parameter parameter = named.getValue();
      if (parameter.requiresGradient()) {
        List<NDArray> moments =
            rule.moments().stream().map(any -> manager.zeros(parameter.getShape())).toList();
        double own = tuned == null ? rule.rate() : tuned.rate(named.getKey(), rule.rate());
        all.add(new Updated(named.getKey(), own, parameter, moments));
      }
    }
  }

  @Override
  public OptionalDouble learningRate() {
    return OptionalDouble.of(Decimals.of(rate));
  }

  @Override
  public Map<String, Map<String, NDArray>> state() {
    Map<String, Map<String, NDArray>> state = new LinkedHashMap<>();
    for (int i = 0; i < rule.moments().size(); i++) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (Updated updated : all) {
        arrays.put(updated.name, updated.moments.get(i));
      }
      state.put(rule.moments().get(i), arrays);
    }
    return state;
  }

  @Override
  public String name() {
    return String.valueOf(rule.values().get("optimizer"));
  }

  @Override
  public void step(long step, double factor) {
    rate = (float) (rule.rate() * factor);
    for (Updated updated : all) {
      NDArray weight = updated.parameter.getArray();
      // The manager of the weight lives as long as the training, so that arrays must be closed.
      try (NDArray gradient = weight.getGradient()) {
        rule.update(step, (float) (updated.rate * factor), weight, gradient, updated.moments);
      }
      JniUtils.zeroGrad((PtNDArray) weight);
    }
  }
}
