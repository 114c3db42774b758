package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;

/** What a training gave, for tests to look at and to run. */
final class Trained {
  private Trained() {}

  static byte[] bytes(TrainedModel model) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      model.files().get(0).content().writeTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoadedModel load(TrainedModel model, List<Integer> shape, int outputs) {
    return load(new DjlEngine(), model, shape, outputs);
  }

  private static LoadedModel load(
      Engine engine, TrainedModel model, List<Integer> shape, int outputs) {
    byte[] bytes = bytes(model);
    StoredFile file =
        new StoredFile(model.files().get(0).name(), new BlobId("0".repeat(64)), bytes.length);
    ModelArtifact artifact =
        new ModelArtifact(
            model.format(),
            model.architecture(),
            List.of(file),
            new Signature(
                List.of(TensorSpec.float32("features", shape)),
                List.of(TensorSpec.float32("output", outputs))));
    return engine.load(artifact, any -> new ByteArrayInputStream(bytes));
  }

  /** Loads the network and runs it on all rows. */
  static float[] predict(TrainedModel model, ArrayExamples rows, List<Integer> shape, int outputs) {
    return predict(new DjlEngine(), model, rows, shape, outputs);
  }

  static float[] predict(
      Engine engine, TrainedModel model, ArrayExamples rows, List<Integer> shape, int outputs) {
    try (LoadedModel loaded = load(engine, model, shape, outputs);
        ModelWorker worker = loaded.worker()) {
      Tensor input = Tensor.allocate(TensorSpec.float32("features", shape), rows.size());
      FloatBuffer numbers = input.floats();
      for (float[] row : rows.features()) {
        numbers.put(row);
      }
      FloatBuffer output = worker.run(List.of(input)).get(0).floats();
      float[] result = new float[output.remaining()];
      output.get(result);
      return result;
    }
  }

  static double accuracy(float[] outputs, ArrayExamples rows) {
    int right = 0;
    for (int i = 0; i < rows.size(); i++) {
      right += (outputs[2 * i + 1] > outputs[2 * i] ? 1 : 0) == rows.truth(i) ? 1 : 0;
    }
    return (double) right / rows.size();
  }
}
