package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of placed layers by the names that DJL gives them, which a file has too.
 *
 * <p>DJL numbers the blocks of a sequence from 1, those without parameters included, and names each
 * by its class: the weight of a dense layer after an activation is {@code 02Linear_weight}.
 *
 * @param branches the layers of each branch, in the order of the layout
 * @param layers the layers after them, the output layer last
 */
record PlacedParameters(List<List<Layered>> branches, List<Layered> layers) {
  /** A layer, and what the names of its parameters begin with. */
  record Layered(Placed placed, String prefix) {
    private Map<String, List<Long>> shapes() {
      return placed.layer().shapes(placed.input());
    }
  }

  /**
   * Names the parameters of a network.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the layers do not fit the signature
   */
  static PlacedParameters of(Layout layout, Signature signature) {
    Iterator<Placed> placed = layout.place(signature).iterator();
    List<List<Layered>> branches = new ArrayList<>();
    for (Layout.Branch branch : layout.branches()) {
      String prefix = "01BranchesBlock_" + number(branches.size() + 1) + branch.input() + "_";
      branches.add(layered(placed, branch.layers().size(), prefix, 1));
    }
    int rest = layout.layers().size() + 1;
    return new PlacedParameters(branches, layered(placed, rest, "", branches.isEmpty() ? 1 : 2));
  }

  private static List<Layered> layered(
      Iterator<Placed> placed, int count, String prefix, int first) {
    List<Layered> layered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Placed next = placed.next();
      layered.add(
          new Layered(next, prefix + number(first + i) + next.layer().block(next.input()) + "_"));
    }
    return layered;
  }

  private static String number(int place) {
    return String.format(Locale.ROOT, "%02d", place);
  }

  /**
   * Returns the parameters of a file by their names.
   *
   * @throws UntrustedModelException if they are not exactly those of the network, in its order
   */
  Map<String, Tensor> check(List<Tensor> file) {
    List<Layered> all = new ArrayList<>();
    branches.forEach(all::addAll);
    all.addAll(layers);
    List<String> names =
        all.stream()
            .flatMap(layer -> layer.shapes().keySet().stream().map(name -> layer.prefix + name))
            .toList();
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

  private static void checkShapes(Layered layer, Map<String, Tensor> file) {
    layer
        .shapes()
        .forEach(
            (name, wanted) -> {
              Tensor values = file.get(layer.prefix + name);
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
