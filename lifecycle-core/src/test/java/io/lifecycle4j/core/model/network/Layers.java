package io.lifecycle4j.core.model.network;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Artifacts of networks of layers, with parameters of a seed. */
final class Layers {
  private Layers() {}

  static Signature signature(int outputs, Integer... row) {
    return new Signature(
        List.of(TensorSpec.float32("input", row)), List.of(TensorSpec.float32("output", outputs)));
  }

  static Tensor random(String name, long seed, long... shape) {
    Random random = new Random(seed);
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    float[] numbers = new float[(int) size];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian() * 0.3f;
    }
    return Tensor.of(name, numbers, shape);
  }

  /** Returns the parameters of dense layers of these widths, with activations between them. */
  static byte[] dense(int... widths) {
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      String name = i + 1 == widths.length ? "output." : "dense" + i + ".";
      parameters.add(random(name + "weight", i, widths[i], widths[i - 1]));
      parameters.add(random(name + "bias", -i, widths[i]));
    }
    return WeightsFile.write(parameters);
  }

  static ModelArtifact artifact(String layers, long bytes, Signature signature) {
    return artifact(new Architecture(Architecture.LAYERS, layers), bytes, signature);
  }

  static ModelArtifact artifact(Architecture architecture, long bytes, Signature signature) {
    StoredFile file = new StoredFile(WeightsFile.NAME, new BlobId("0".repeat(64)), bytes);
    return new ModelArtifact(JavaEngine.FORMAT, architecture.text(), List.of(file), signature);
  }
}
