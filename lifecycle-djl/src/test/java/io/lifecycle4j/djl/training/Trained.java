package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.training.TrainedModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
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
    byte[] bytes = bytes(model);
    StoredFile file =
        new StoredFile(model.files().get(0).name(), new BlobId("0".repeat(64)), bytes.length);
    ModelArtifact artifact =
        new ModelArtifact(model.format(), model.architecture(), List.of(file), shape, outputs);
    return new DjlEngine().load(artifact, any -> new ByteArrayInputStream(bytes));
  }

  /** Loads the network and runs it on all rows. */
  static float[] predict(TrainedModel model, ArrayExamples rows, List<Integer> shape, int outputs) {
    try (LoadedModel loaded = load(model, shape, outputs);
        ModelWorker worker = loaded.worker()) {
      FloatBuffer input = FloatBuffer.allocate(rows.size() * rows.width());
      for (float[] row : rows.features()) {
        input.put(row);
      }
      List<Long> dimensions = new ArrayList<>(List.of((long) rows.size()));
      shape.forEach(dimension -> dimensions.add((long) dimension));
      long[] array = dimensions.stream().mapToLong(Long::longValue).toArray();
      Tensor output = worker.run(List.of(new Tensor(Engine.INPUT, input.flip(), array))).get(0);
      float[] result = new float[output.data().remaining()];
      output.data().get(result);
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
