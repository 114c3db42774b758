package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a network, and their parameters in a file.
 *
 * @param branches the layers of each branch, in the order of the layout
 * @param layers the layers after them, the output layer last
 */
record PlacedParameters(List<List<Placed>> branches, List<Placed> layers) {
  /**
   * Places the layers of a network.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the layers do not fit the signature
   */
  static PlacedParameters of(Layout layout, Signature signature) {
    List<Placed> placed = layout.place(signature);
    List<List<Placed>> branches = new ArrayList<>();
    int next = 0;
    for (Layout.Branch branch : layout.branches()) {
      int end = next + branch.layers().size();
      branches.add(placed.subList(next, end));
      next = end;
    }
    return new PlacedParameters(branches, placed.subList(next, placed.size()));
  }

  /**
   * Returns the parameters of a file by their names.
   *
   * @throws UntrustedModelException if they are not exactly those of the network, in its order
   */
  Map<String, Tensor> check(List<Tensor> file) {
    List<Placed> all = new ArrayList<>();
    branches.forEach(all::addAll);
    all.addAll(layers);
    List<String> names = all.stream().flatMap(layer -> layer.shapes().keySet().stream()).toList();
    if (names.size() != file.size()) {
      throw mismatch(
          file.size() + " parameters in the file (the network has " + names.size() + ")");
    }
    Map<String, Tensor> found = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = file.get(i).name();
      if (!name.equals(names.get(i))) {
        throw mismatch("parameter " + i + " is " + name + " (must be " + names.get(i) + ")");
      }
      found.put(name, file.get(i));
    }
    all.forEach(layer -> checkShapes(layer, found));
    return found;
  }

  private static void checkShapes(Placed layer, Map<String, Tensor> file) {
    layer
        .shapes()
        .forEach(
            (name, wanted) -> {
              Tensor values = file.get(name);
              if (values != null
                  && !Arrays.stream(values.shape()).boxed().toList().equals(wanted)) {
                throw mismatch(
                    values.name()
                        + " is "
                        + Arrays.toString(values.shape())
                        + " (must be "
                        + wanted
                        + " of float32)");
              }
            });
  }

  private static UntrustedModelException mismatch(String problem) {
    return new UntrustedModelException("Cannot load network: " + problem);
  }
}
