package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares the ids of all rows with the embeddings of a network before the first batch: PyTorch
 * would say in some batch that an index is out of range. Blocks of an application are not known.
 */
record EmbeddingIds(List<Embedded> inputs) {
  /** An input that begins with an embedding, by its place. */
  private record Embedded(int place, String name, Layer layer) {}

  static EmbeddingIds of(Network network, Signature signature) {
    List<Embedded> inputs = new ArrayList<>();
    if (network.factory().equals(Architecture.LAYERS)) {
      Layout layout = Layout.parse(network.config());
      for (int place = 0; place < signature.inputs().size(); place++) {
        TensorSpec input = signature.inputs().get(place);
        List<Layer> layers = layers(layout, input.name());
        if (!layers.isEmpty() && layers.get(0).isA(Layer.EMBEDDING)) {
          inputs.add(new Embedded(place, input.name(), layers.get(0)));
        }
      }
    }
    return new EmbeddingIds(List.copyOf(inputs));
  }

  private static List<Layer> layers(Layout layout, String input) {
    return layout.branches().isEmpty()
        ? layout.layers()
        : layout.branches().stream()
            .filter(branch -> branch.input().equals(input))
            .findFirst()
            .orElseThrow()
            .layers();
  }

  /**
   * Throws if an embedding has no entry for an id.
   *
   * @param role of the rows, for the message
   * @param batch room for some of them, overwritten
   * @throws io.lifecycle4j.error.InvalidValueException with the number of entries that are needed
   */
  void checkRows(String role, Examples rows, RowBatch batch) {
    double[] greatest = new double[inputs.size()];
    int step = batch.largest();
    for (int from = 0; !inputs.isEmpty() && from < rows.size(); from += step) {
      batch.read(rows, IntStream.range(from, Math.min(rows.size(), from + step)).toArray());
      for (int i = 0; i < greatest.length; i++) {
        greatest[i] = Math.max(greatest[i], batch.greatest(inputs.get(i).place()));
      }
    }
    for (int i = 0; i < greatest.length; i++) {
      Embedded input = inputs.get(i);
      int entries = input.layer().integer("entries");
      check(
          greatest[i] < entries,
          "Invalid network: %s of %s has entries for the ids 0 to %s, but the %s rows"
              + " have the id %s (needs %s entries or more: at least the limit of the step)",
          input.layer().text(),
          input.name(),
          entries - 1,
          role,
          (long) greatest[i],
          (long) greatest[i] + 1);
    }
  }
}
