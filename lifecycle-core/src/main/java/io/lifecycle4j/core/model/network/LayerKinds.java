package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.model.network.OverPositionsKind.How;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All kinds of layers, by their names in a text. */
final class LayerKinds {
  private static final Map<String, LayerKind> ALL =
      Collections.unmodifiableMap(
          List.of(
                  new DenseKind(),
                  new ConvKind(),
                  new Conv1dKind(),
                  new PoolKind("maxPool", true, false),
                  new PoolKind("avgPool", false, false),
                  new PoolKind("maxPool1d", true, true),
                  new PoolKind("avgPool1d", false, true),
                  new AdaptivePoolKind("adaptiveMaxPool", true),
                  new AdaptivePoolKind("adaptiveAvgPool", false),
                  new EmbeddingKind(),
                  new PositionsKind(),
                  new LstmKind(),
                  new AttentionKind(),
                  new OverPositionsKind("mean", How.MEAN),
                  new OverPositionsKind("max", How.MAX),
                  new OverPositionsKind("last", How.LAST),
                  new ResidualKind(),
                  new ConcatKind(),
                  new BatchNormKind(),
                  new LayerNormKind(),
                  new PlainKind("flatten", true),
                  new PlainKind("dropout", false, Setting.share("rate", "dropout rate", 1, null)),
                  new ActivationKind("relu", true, layer -> ActivationKind::relu),
                  new ActivationKind(
                      "leakyRelu",
                      true,
                      ActivationKind::leakyRelu,
                      Setting.share("slope", "slope", 1, 0.01)),
                  new ActivationKind(
                      "elu", ActivationKind::elu, Setting.share("alpha", "alpha", 1_000, 1.0)),
                  new ActivationKind("gelu", layer -> ActivationKind::gelu),
                  new ActivationKind("swish", layer -> ActivationKind::swish),
                  new ActivationKind("softplus", layer -> ActivationKind::softplus),
                  new ActivationKind("tanh", layer -> ActivationKind::tanh),
                  new ActivationKind("sigmoid", layer -> ActivationKind::sigmoid),
                  new SoftmaxKind())
              .stream()
              .collect(
                  Collectors.toMap(
                      LayerKind::name, Function.identity(), (one, other) -> one, TreeMap::new)));

  private LayerKinds() {}

  /** Returns the names of all kinds, sorted. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /** Returns a kind; null if there is none of this name. */
  static @Nullable LayerKind find(String name) {
    return ALL.get(name);
  }

  static LayerKind named(String name) {
    LayerKind kind = find(name);
    if (kind == null) {
      throw new IllegalArgumentException(name);
    }
    return kind;
  }
}
