package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.util.Pair;
import io.lifecycle4j.djl.model.Freezable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The layers of an initialized network that are frozen or have their own rates. */
final class TunedNetwork {
  private final NamedLayers layers;
  private final FineTuning tuning;

  /** Statistics of frozen blocks of DJL, which change them in each batch. */
  private final List<Parameter> moving = new ArrayList<>();

  /** Their values before the first batch. */
  private final Map<Parameter, NDArray> statistics = new LinkedHashMap<>();

  /**
   * Freezes layers.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there is no layer of a name, or none is
   *     left to learn
   */
  TunedNetwork(FineTuning tuning, NamedLayers layers, Block network) {
    this.layers = layers;
    this.tuning = tuning;
    layers.check("frozen layer", tuning.frozen());
    layers.check("learning rate", tuning.rates().keySet());
    Set<String> both = new TreeSet<>(tuning.frozen());
    both.retainAll(tuning.rates().keySet());
    check(both.isEmpty(), "Invalid learning rate: of %s (it is frozen)", both);
    Set<Parameter> frozen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Pair<String, Parameter> named : network.getParameters()) {
      if (layers.innermost(named.getKey(), tuning.frozen()).isPresent()) {
        named.getValue().freeze(true);
        frozen.add(named.getValue());
      }
    }
    check(
        network.getParameters().values().stream().anyMatch(Parameter::requiresGradient),
        "Invalid frozen layers: %s (one with parameters must be left to learn)",
        tuning.frozen());
    freezeStatistics(network, frozen);
  }

  private void freezeStatistics(Block block, Set<Parameter> frozen) {
    List<Parameter> own = block.getDirectParameters().values();
    if (!own.isEmpty() && frozen.containsAll(own)) {
      if (block instanceof Freezable norm) {
        norm.freezeStatistics();
      } else if (block instanceof BatchNorm) {
        moving.addAll(own);
      }
    }
    block.getChildren().values().forEach(child -> freezeStatistics(child, frozen));
  }

  /** Remembers statistics as they are before the first batch. */
  void begin() {
    moving.forEach(one -> statistics.put(one, one.getArray().duplicate()));
  }

  /** Undoes what a batch changed in frozen statistics of DJL. */
  void restore() {
    statistics.forEach((parameter, before) -> before.copyTo(parameter.getArray()));
  }

  /** Returns the learning rate of a parameter. */
  double rate(String parameter, double usual) {
    return layers
        .innermost(parameter, tuning.rates().keySet())
        .map(layer -> tuning.rates().getOrDefault(layer, usual))
        .orElse(usual);
  }
}
