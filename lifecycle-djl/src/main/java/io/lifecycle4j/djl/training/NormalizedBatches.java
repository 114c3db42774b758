package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.schema.Signature;
import java.util.List;
import java.util.Set;

/**
 * Rejects batches of one row before the first one, if a layer normalizes a single number by its
 * deviation. Layers within others and blocks of an application are not known.
 */
final class NormalizedBatches {
  private NormalizedBatches() {}

  /**
   * Checks the layers of a network.
   *
   * @param rows of the largest batch
   * @param frozen the layers that use their statistics
   */
  static void checkRows(Network network, Signature signature, int rows, Set<String> frozen) {
    if (rows > 1 || !network.factory().equals(Architecture.LAYERS)) {
      return;
    }
    for (Layout.Placed placed : Layout.parse(network.config()).place(signature)) {
      check(
          !placed.layer().isA("batchNorm")
              || ofChannel(placed.input()) > 1
              || frozen.contains(placed.id()),
          "Invalid training batches: 1 row (%s on %s needs at least 2; layerNorm needs 1)",
          placed.id(),
          placed.input());
    }
  }

  /** Counts the numbers of a row that a channel has. */
  private static int ofChannel(List<Integer> shape) {
    return switch (shape.size()) {
      case 1 -> 1;
      case 2 -> shape.get(0); // positions first
      default -> shape.subList(1, shape.size()).stream().reduce(1, Math::multiplyExact);
    };
  }
}
