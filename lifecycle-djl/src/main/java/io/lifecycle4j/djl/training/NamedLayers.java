package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of a network that have parameters, by their names: those of {@link
 * io.lifecycle4j.core.model.network.LayerNames}, or the children of a block as DJL names them.
 *
 * @param names the names, in the order of the parameters, a layer before those in it
 * @param separator what follows the name of a layer in the name of a parameter
 */
record NamedLayers(Set<String> names, char separator) {
  /**
   * Finds the layers of a network.
   *
   * @param parameters the names of its parameters
   */
  static NamedLayers of(Network network, Collection<String> parameters) {
    boolean layers = network.factory().equals(Architecture.LAYERS);
    char separator = layers ? '.' : '_';
    Set<String> names = new LinkedHashSet<>();
    for (String parameter : parameters) {
      int end = parameter.indexOf(separator);
      while (end >= 0) {
        names.add(parameter.substring(0, end));
        end = layers ? parameter.indexOf(separator, end + 1) : -1;
      }
    }
    return new NamedLayers(names, separator);
  }

  /** Throws if there is no layer of a name. */
  void check(String what, Iterable<String> wanted) {
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new InvalidValueException(
            String.format(
                "Invalid %s: layer \"%s\" does not exist (%sthere are %s)",
                what,
                name,
                SimilarNames.find(name, names)
                    .map(near -> "did you mean " + near + "? ")
                    .orElse(""),
                String.join(", ", names)));
      }
    }
  }

  /** Returns whether a parameter belongs to a layer. */
  boolean isOf(String parameter, String layer) {
    return parameter.startsWith(layer + separator);
  }

  /** Finds the innermost of some layers that a parameter belongs to. */
  Optional<String> innermost(String parameter, Collection<String> layers) {
    return layers.stream()
        .filter(layer -> isOf(parameter, layer))
        .max(Comparator.comparingInt(String::length));
  }

  /** Returns the outermost layer of a parameter. */
  String outermost(String parameter) {
    int end = parameter.indexOf(separator);
    return end < 0 ? parameter : parameter.substring(0, end);
  }
}
