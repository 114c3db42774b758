package io.lifecycle4j.core.model.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of layers: their kind, and their place among the layers of that kind in the same
 * sequence, from 1. The layers {@code conv(8,3) relu conv(16,3)} are {@code conv1}, {@code relu1}
 * and {@code conv2}.
 *
 * <p>What a branch contains is named {@code image/conv1}, what a layer contains {@code
 * residual1.dense1} or {@code concat1.way2.conv1}, and the output layer {@value #OUTPUT}. The name
 * of a parameter is that of its layer and its own: {@code image/conv1.weight}. A name never depends
 * on the class that runs a layer.
 */
public final class LayerNames {
  /** The name of the layer after all others. */
  public static final String OUTPUT = "output";

  private static final String PART = ".";

  private LayerNames() {}

  /** Returns the name of each layer of a sequence. */
  public static List<String> of(List<Layer> layers) {
    Map<String, Integer> counts = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Layer layer : layers) {
      names.add(layer.kind() + counts.merge(layer.kind(), 1, Integer::sum));
    }
    return names;
  }

  /** Returns the name of a layer in a branch. */
  public static String inBranch(String input, String layer) {
    return input + "/" + layer;
  }

  /** Returns the name of a sequence in a layer, by its place from 0. */
  public static String way(int place) {
    return "way" + (place + 1);
  }

  /** Returns the name of what belongs to a layer: a parameter, or a layer in it. */
  public static String of(String layer, String part) {
    return layer + PART + part;
  }
}
