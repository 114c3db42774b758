package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The exponential average of the weights of a training, which it returns (Polyak and Juditsky
 * 1992). It begins with the weights after the first update. Parameters that are not learned by
 * gradients, such as the statistics of a batch normalisation, are not averaged.
 */
final class AveragedWeights {
  private final float decay;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /** The averages by the names of the parameters; none before the first update. */
  private final Map<String, NDArray> averages = new LinkedHashMap<>();

  AveragedWeights(double decay, Block network) {
    this.decay = (float) decay;
    for (Pair<String, Parameter> named : network.getParameters()) {
      if (named.getValue().requiresGradient()) {
        parameters.put(named.getKey(), named.getValue());
      }
    }
  }

  /** Adds the weights after an update. */
  void update() {
    parameters.forEach(
        (name, parameter) -> {
          NDArray average = averages.get(name);
          if (average == null) {
            averages.put(name, parameter.getArray().duplicate());
          } else {
            try (NDArray part = parameter.getArray().mul(1 - decay)) {
              average.muli(decay).addi(part);
            }
          }
        });
  }

  /** Returns the averages by the names of the parameters; none before the first update. */
  Map<String, NDArray> all() {
    return averages;
  }

  /** Restores averages. */
  void restore(byte[] bytes) {
    parameters.forEach((name, of) -> averages.put(name, of.getArray().duplicate()));
    NamedArrays.read(bytes, averages);
  }

  /** Runs something while the network has its averaged weights. */
  <T> T during(Supplier<T> work) {
    exchange();
    try {
      return work.get();
    } finally {
      exchange();
    }
  }

  private void exchange() {
    parameters.forEach(
        (name, parameter) -> {
          NDArray average = averages.get(name);
          if (average != null) {
            NDArray weight = parameter.getArray();
            try (NDArray before = weight.duplicate()) {
              average.copyTo(weight);
              before.copyTo(average);
            }
          }
        });
  }
}
