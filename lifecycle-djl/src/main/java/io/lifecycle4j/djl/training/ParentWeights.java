package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The weights of the version that a training begins with, by their names. Layers that the version
 * lacks begin at random; so does the output layer, if its size is another one.
 */
final class ParentWeights {
  private final String label;
  private final Map<String, Tensor> known = new HashMap<>();

  ParentWeights(ModelVersion version, Engine.Files files) {
    label = version.label();
    ModelArtifact artifact = version.manifest().artifact();
    check(
        artifact.format().equals(DjlEngine.FORMAT),
        "Cannot begin with %s: its format is %s (must be %s)",
        label,
        artifact.format(),
        DjlEngine.FORMAT);
    for (Tensor tensor : WeightsFile.read(files.read(artifact.files().get(0)))) {
      known.put(tensor.name(), tensor);
    }
  }

  /**
   * Sets the parameters of an initialized network.
   *
   * @param scale the scale of the targets on which the network is trained
   * @return the layers that begin at random
   * @throws InvalidValueException if a layer has another size, or none is known
   */
  Set<String> load(NamedLayers layers, Block network, TargetScale scale) {
    LastLayer last = LastLayer.of(network);
    Set<String> fresh = new TreeSet<>();
    int set = 0;
    for (Pair<String, Parameter> named : network.getParameters()) {
      Parameter parameter = named.getValue();
      Tensor tensor = known.get(named.getKey());
      boolean ofLast = last != null && last.has(parameter);
      if (tensor == null || (ofLast && !fits(tensor, parameter.getArray()))) {
        fresh.add(layers.outermost(named.getKey()));
      } else {
        check(
            fits(tensor, parameter.getArray()),
            "Cannot begin with %s: %s is %s there (must be %s)",
            label,
            named.getKey(),
            Arrays.toString(tensor.shape()),
            Arrays.toString(parameter.getArray().getShape().getShape()));
        float[] values = new float[tensor.size()];
        tensor.floats().get(values);
        if (last != null && ofLast && !scale.isNone()) {
          last.unfold(parameter, values, scale);
        }
        parameter.getArray().set(FloatBuffer.wrap(values));
        set++;
      }
    }
    check(set > 0, "Cannot begin with %s: it has none of the layers", label);
    return fresh;
  }

  private static boolean fits(Tensor tensor, NDArray array) {
    return Arrays.equals(tensor.shape(), array.getShape().getShape());
  }
}
