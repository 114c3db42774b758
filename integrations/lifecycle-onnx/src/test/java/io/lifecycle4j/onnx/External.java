package io.lifecycle4j.onnx;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The files that benchmarks/peers/onnx_models.py wrote. */
final class External {
  static final TensorSpec FEATURES = TensorSpec.float32("features", 13);
  static final Signature WINE =
      new Signature(List.of(FEATURES), List.of(TensorSpec.float32("scores", 3)));
  static final Signature ALCOHOL =
      new Signature(
          List.of(TensorSpec.float32("features", 12)), List.of(TensorSpec.float32("value", 1)));

  private External() {}

  static byte[] bytes(String name) {
    try (InputStream in = External.class.getResourceAsStream("/external/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
  }

  /** Returns the numbers of each line of a file of JSON arrays. */
  static double[][] answers(String name) {
    return lines(name).stream()
        .map(line -> line.substring(1, line.length() - 1).split(", "))
        .map(numbers -> Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  /** Returns the columns of the wine rows from the first to the last but one. */
  static float[] wine(int first, int afterLast) {
    List<String> rows = lines("wine.csv");
    float[] numbers = new float[(rows.size() - 1) * (afterLast - first)];
    int next = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      for (int i = first; i < afterLast; i++) {
        numbers[next++] = Float.parseFloat(cells[i]);
      }
    }
    return numbers;
  }

  static Tensor features(int first, int columns) {
    float[] numbers = wine(first, first + columns);
    return Tensor.of("features", numbers, numbers.length / columns, columns);
  }

  /** Returns the probability of each of three classes. */
  static double[] softmax(Tensor scores, int row) {
    double[] shares = new double[3];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(scores.number(3 * row + i));
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  static ModelArtifact artifact(byte[] file, Signature signature, OnnxLink... links) {
    StoredFile stored = new StoredFile(OnnxEngine.FILE, new BlobId("0".repeat(64)), file.length);
    String architecture = OnnxBinding.of(List.of(links)).architecture();
    return new ModelArtifact(OnnxEngine.FORMAT, architecture, List.of(stored), signature);
  }

  static LoadedModel load(byte[] file, Signature signature, OnnxLink... links) {
    return new OnnxEngine()
        .load(artifact(file, signature, links), stored -> new ByteArrayInputStream(file));
  }
}
