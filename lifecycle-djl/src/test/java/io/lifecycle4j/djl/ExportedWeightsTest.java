package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.SafetensorsFile;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the weights of a trained network as another program would: benchmarks/peers has one. */
class ExportedWeightsTest {
  private record Point(double x, double y) {}

  private record Labelled(double x, double y, String side) {}

  @TempDir Path folder;

  private static Split split(Lifecycle home) {
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Labelled.class,
                IntStream.range(0, 300)
                    .mapToObj(i -> new Labelled(i % 20, i / 20.0, i % 20 > i / 20 ? "b" : "a"))))
        .commit()
        .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));
  }

  @Test
  void computesTheGoldenRowsFromTheFileAlone() throws IOException, NoSuchAlgorithmException {
    Path weights = folder.resolve("points.safetensors");
    Path golden = folder.resolve("points.jsonl");
    ModelVersion version;
    try (Lifecycle home = Lifecycle.open(folder.resolve("home"));
        ManagedModel<Point, String> model =
            home.model("points", Point.class, classification("side"))
                .preprocessing(standardize("x"), standardize("y"))
                .trainer(
                    DjlTrainer.builder()
                        .network(Network.parse("dense(6) relu dense(5) tanh"))
                        .epochs(3)
                        .threads(1)
                        .build())
                .open()) {
      version = model.train(split(home));
      assertThat(home.models().export(version).weightsToSafetensors(weights)).isEqualTo(6);
      assertThat(home.models().export(version).goldenRowsToJsonLines(golden)).isPositive();
    }

    SafetensorsFile file = SafetensorsFile.read(Files.readAllBytes(weights));
    assertThat(file.metadata())
        .containsEntry("model", "points:1")
        .containsEntry("format", "djl")
        .containsEntry("network", version.manifest().artifact().architecture());
    assertIsTheRegisteredFile(file);
    for (GoldenRow row : version.manifest().golden()) {
      float[] hidden = dense(file, 0, floats(row.inputs().getOrDefault("features", List.of())));
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = Math.max(0, hidden[i]);
      }
      float[] second = dense(file, 1, hidden);
      for (int i = 0; i < second.length; i++) {
        second[i] = (float) Math.tanh(second[i]);
      }
      assertThat(dense(file, 2, second))
          .containsExactly(floats(row.outputs().getOrDefault("scores", List.of())), within(1e-5f));
    }
  }

  /** Writes the parameters that were read as the library stores them: not a bit differs. */
  private static void assertIsTheRegisteredFile(SafetensorsFile file)
      throws NoSuchAlgorithmException {
    List<Tensor> parameters = new ArrayList<>();
    file.shapes()
        .forEach((name, shape) -> parameters.add(Tensor.of(name, file.numbers(name), shape)));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(WeightsFile.write(parameters));
    assertThat(file.metadata()).containsEntry("sha256", BlobId.of(hash).sha256());
  }

  private static float[] dense(SafetensorsFile file, int layer, float[] input) {
    List<String> names = List.copyOf(file.shapes().keySet());
    String name = names.get(2 * layer);
    assertThat(name).endsWith("weight");
    long[] shape = file.shape(name);
    assertThat(shape[1]).isEqualTo(input.length);
    FloatBuffer weights = FloatBuffer.wrap(file.numbers(name));
    float[] output = file.numbers(names.get(2 * layer + 1)).clone(); // the bias
    for (int i = 0; i < shape[0]; i++) {
      for (float number : input) {
        output[i] += weights.get() * number;
      }
    }
    return output;
  }

  private static float[] floats(List<Float> numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i);
    }
    return floats;
  }
}
