package io.lifecycle4j.djl.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Artifacts of the engine, with weights of a seed. */
final class Artifacts {
  private Artifacts() {}

  /** Returns parameters of a dense network of these widths: weight and bias of each layer. */
  static List<Tensor> dense(long seed, int... widths) {
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      String name = i + 1 == widths.length ? "output." : "dense" + i + ".";
      parameters.add(random(name + "weight", seed + i, widths[i], widths[i - 1]));
      parameters.add(random(name + "bias", seed - i, widths[i]));
    }
    return parameters;
  }

  static Tensor random(String name, long seed, int... shape) {
    Random random = new Random(seed);
    int size = 1;
    for (int dimension : shape) {
      size *= dimension;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    long[] dimensions = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      dimensions[i] = shape[i];
    }
    return Tensor.of(name, values, dimensions);
  }

  /** Describes one input and one output. */
  static Signature signature(List<Integer> row, int outputs) {
    return signature(row, outputs, "output");
  }

  /** Describes one input and one output of this name. */
  static Signature signature(List<Integer> row, int outputs, String name) {
    return new Signature(
        List.of(TensorSpec.float32("input", row)), List.of(TensorSpec.float32(name, outputs)));
  }

  static ModelArtifact artifact(Network network, byte[] weights, List<Integer> input, int outputs) {
    return artifact(network, weights, signature(input, outputs));
  }

  static ModelArtifact artifact(Network network, byte[] weights, Signature signature) {
    StoredFile file = new StoredFile(WeightsFile.NAME, new BlobId("0".repeat(64)), weights.length);
    return new ModelArtifact(DjlEngine.FORMAT, network.architecture(), List.of(file), signature);
  }

  static LoadedModel load(Network network, List<Tensor> weights, List<Integer> input, int outputs) {
    return load(network, weights, signature(input, outputs));
  }

  static LoadedModel load(Network network, List<Tensor> weights, Signature signature) {
    byte[] bytes = WeightsFile.write(weights);
    return new DjlEngine()
        .load(artifact(network, bytes, signature), file -> new ByteArrayInputStream(bytes));
  }

  /** Names and shapes that the network has. */
  static List<Tensor> parametersOf(Network network, long seed, int outputs, long... input) {
    List<Integer> row = Arrays.stream(input).mapToInt(Math::toIntExact).boxed().toList();
    return parametersOf(network, seed, signature(row, outputs));
  }

  /** Names and shapes that the network has. */
  static List<Tensor> parametersOf(Network network, long seed, Signature signature) {
    DjlRuntime.start();
    var block = NetworkFactory.named(network.factory()).create(network.config(), signature);
    var manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager();
    try (manager) {
      block.initialize(manager, DataType.FLOAT32, TensorTypes.shapes(signature.inputs(), 1));
      List<Tensor> tensors = new ArrayList<>();
      for (var parameter : block.getParameters()) {
        long[] shape = parameter.getValue().getShape().getShape();
        int[] ints = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        Tensor tensor = random(parameter.getKey(), seed + tensors.size(), ints);
        for (int i = 0; parameter.getKey().endsWith("runningVar") && i < tensor.size(); i++) {
          tensor.set(i, 0.5f + Math.abs(tensor.number(i)));
        }
        tensors.add(tensor);
      }
      return tensors;
    }
  }
}
