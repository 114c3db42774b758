package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxModels.output;
import static io.lifecycle4j.onnx.OnnxModels.probabilities;
import static io.lifecycle4j.onnx.OnnxModels.secondClassProbability;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Together;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxEngineTest {
  private static final TensorSpec KIND = new TensorSpec("kind", TensorType.INT64, List.of(-1, 1));
  private static final List<TensorSpec> SCORES = List.of(TensorSpec.float32("scores", 2));
  private static final Signature EMBEDDING =
      new Signature(List.of(KIND, TensorSpec.float32("numbers", 2)), SCORES);
  private static final Signature TWO = new Signature(List.of(TensorSpec.float32("x", 2)), SCORES);

  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"wine-boosted", "wine-mlp"})
  void computesTheProbabilitiesThatPythonComputes(String name) {
    double[][] expected = External.answers(name + ".jsonl");
    try (LoadedModel model = wine(name);
        ModelWorker worker = model.worker()) {
      List<Tensor> scores = worker.run(List.of(External.features(0, 13)));

      assertProbabilities(scores, expected);
    }
  }

  private static LoadedModel wine(String name) {
    return External.load(
        External.bytes(name + ".onnx"), External.WINE, probabilities("probabilities"));
  }

  private static void assertProbabilities(List<Tensor> scores, double[][] expected) {
    for (int row = 0; row < expected.length; row++) {
      assertThat(External.softmax(scores.get(0), row))
          .as("row %s", row)
          .containsExactly(expected[row], within(TOLERANCE));
    }
  }

  @Test
  void computesTheEstimatesThatPythonComputes() {
    double[][] expected = External.answers("wine-alcohol.jsonl");
    try (LoadedModel model = External.load(External.bytes("wine-alcohol.onnx"), External.ALCOHOL);
        ModelWorker worker = model.worker()) {
      Tensor values = worker.run(List.of(External.features(1, 12))).get(0);

      assertThat(values.toString()).isEqualTo("value float32 [178, 1]");
      for (int row = 0; row < expected.length; row++) {
        assertThat(values.number(row)).isCloseTo(expected[row][0], within(TOLERANCE));
      }
    }
  }

  @Test
  void feedsInputsByNameWhateverTheirOrderAndType() {
    double[][] expected = External.answers("embedding.jsonl");
    Tensor ids = Tensor.allocate(KIND, expected.length);
    for (int row = 0; row < expected.length; row++) {
      ids.set(row, row % 5);
    }
    float[] columns = External.wine(0, 2);
    Tensor two = Tensor.of("numbers", columns, expected.length, 2);
    try (LoadedModel model = External.load(External.bytes("embedding.onnx"), EMBEDDING);
        ModelWorker worker = model.worker()) {
      Tensor scores = worker.run(List.of(ids, two)).get(0);

      for (int i = 0; i < scores.size(); i++) {
        assertThat(scores.number(i)).isCloseTo(expected[i / 2][i % 2], within(TOLERANCE));
      }
    }
  }

  @Test
  void servesEightThreadsAtOnce() throws Exception {
    double[][] expected = External.answers("wine-boosted.jsonl");
    Tensor rows = External.features(0, 13);
    try (LoadedModel model = wine("wine-boosted")) {
      Together.run(
          8,
          thread -> {
            try (ModelWorker worker = model.worker()) {
              for (int i = 0; i < 5; i++) {
                assertProbabilities(
                    worker.run(List.of(rows.first(100 + thread))),
                    Arrays.copyOf(expected, 100 + thread));
              }
              return thread;
            }
          });
    }
  }

  @Test
  void takesMoreAndFewerRowsFromRunToRun() {
    try (LoadedModel model = wine("wine-mlp");
        ModelWorker worker = model.worker()) {
      Tensor rows = External.features(0, 13);
      double first = worker.run(List.of(rows.first(1))).get(0).number(2);

      assertThat(worker.run(List.of(rows)).get(0).shape()).containsExactly(178, 3);
      assertThat(worker.run(List.of(rows.first(0))).get(0).shape()).containsExactly(0, 3);
      assertThat(worker.run(List.of(rows.first(1))).get(0).number(2)).isEqualTo(first);
    }
  }

  @Test
  void refusesScoresThatWereSaidToBeProbabilities() {
    byte[] relu = OnnxProto.model(OnnxProto.graph(OnnxProto.node("", "Relu"))).bytes();
    assertThatThrownBy(() -> External.load(relu, TWO, probabilities("y")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load ONNX file: Cannot run network: probabilities add up to 0.0"
                + " (must be 1); if output y holds scores, link it by output(…)");
    try (LoadedModel model = External.load(relu, TWO, output("y"));
        ModelWorker worker = model.worker()) {
      Tensor scores = worker.run(List.of(Tensor.of("x", new float[] {-1, 2}, 1, 2))).get(0);
      assertThat(scores.number(0)).isZero();
      assertThat(scores.number(1)).isEqualTo(2);
    }
  }

  @Test
  void checksAFileAtEveryLoad() {
    Proto graph = OnnxProto.graph(OnnxProto.node("com.microsoft", "EPContext"));
    Proto outside = OnnxProto.graph(OnnxProto.node("", "Relu"));
    outside.add(5, OnnxProto.outside("w", "/etc/passwd"));

    assertThatThrownBy(() -> External.load(OnnxProto.model(graph).bytes(), TWO, output("y")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("not on the list of allowed ones: com.microsoft EPContext");
    assertThatThrownBy(() -> External.load(OnnxProto.model(outside).bytes(), TWO, output("y")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("weights are outside the file, at /etc/passwd");
    assertThatThrownBy(() -> External.load(External.bytes("wine-zipmap.onnx"), External.WINE))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("zipmap");
  }

  @Test
  void refusesAFileThatOnnxRuntimeCannotLoad() {
    byte[] inputless = OnnxProto.model(OnnxProto.graph(OnnxProto.node("", "Add"))).bytes();

    assertThatThrownBy(() -> External.load(inputless, TWO, output("y")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load ONNX file: Error code - ");
  }

  @Test
  void refusesAFileThatPutsOutOtherRows() {
    Proto graph = OnnxProto.nodes(OnnxProto.node("", "Transpose")).text(2, "graph");
    graph.add(11, OnnxProto.value("x", 1, -1, 2)).add(12, OnnxProto.value("y", 1, -1, -1));

    assertThatThrownBy(() -> External.load(OnnxProto.model(graph).bytes(), TWO, output("y")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load ONNX file: Cannot run network: output y is (2, 1) for 1 rows"
                + " (must be scores float32 [-1, 2])");
  }

  @Test
  void reportsWhatOnnxRuntimeCannotRunAndGoesOn() {
    Tensor numbers = Tensor.of("numbers", new float[] {1, 2}, 1, 2);
    Tensor kind = Tensor.allocate(KIND, 1);
    try (LoadedModel model = External.load(External.bytes("embedding.onnx"), EMBEDDING);
        ModelWorker worker = model.worker()) {
      kind.set(0, 99);
      assertThatThrownBy(() -> worker.run(List.of(kind, numbers)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageContaining("indices element out of data bounds");
      kind.set(0, 1);
      assertThat(worker.run(List.of(kind, numbers)).get(0).number(0)).isFinite();
    }
  }

  @Test
  void makesTwoClassesOfOneProbability() {
    Proto graph = OnnxProto.nodes(OnnxProto.node("", "Sigmoid")).text(2, "graph");
    graph.add(11, OnnxProto.value("x", 1, -1, 1)).add(12, OnnxProto.value("y", 1, -1, 1));
    Signature signature = new Signature(List.of(TensorSpec.float32("x", 1)), SCORES);
    byte[] file = OnnxProto.model(graph).bytes();
    try (LoadedModel model = External.load(file, signature, secondClassProbability("y"));
        ModelWorker worker = model.worker()) {
      Tensor scores = worker.run(List.of(Tensor.of("x", new float[] {0, 2}, 2, 1))).get(0);

      assertThat(scores.shape()).containsExactly(2, 2);
      assertThat(Math.exp(scores.number(0))).isCloseTo(0.5, within(TOLERANCE));
      assertThat(Math.exp(scores.number(3))).isCloseTo(1 / (1 + Math.exp(-2)), within(TOLERANCE));
    }
  }

  @Test
  void inspectsAFileWithoutRunningIt(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("wines.onnx"), External.bytes("wine-mlp.onnx"));
    TrainedModel model = OnnxModels.onnx(file, probabilities("probabilities")).build().network();
    assertThat(model).hasToString("onnx [wines.onnx]");

    TrainedModel found = new OnnxEngine().inspect(model, External.WINE);

    assertThat(found.architecture())
        .isEqualTo(
            "{\"inputs\":[{\"inFile\":\"X\",\"name\":\"features\",\"numbers\":\"VALUES\"}],"
                + "\"outputs\":[{\"inFile\":\"probabilities\",\"name\":\"scores\","
                + "\"numbers\":\"CLASS_PROBABILITIES\"}]}");
    assertThat(OnnxBinding.read(found.architecture()).architecture())
        .isEqualTo(found.architecture());
    assertThat(found).hasToString("onnx [model.onnx]");
    assertThat(new OnnxEngine().programs()).containsExactly("onnx");
  }

  @Test
  void refusesAnArtifactWithOtherFiles() {
    ModelArtifact artifact = External.artifact(new byte[1], External.WINE);
    ModelArtifact other =
        new ModelArtifact(
            "onnx", "", List.of(artifact.files().get(0).named("weights.onnx")), External.WINE);

    assertThatThrownBy(
            () -> new OnnxEngine().load(other, file -> new ByteArrayInputStream(new byte[1])))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load ONNX file: files are [weights.onnx] (must be model.onnx alone)");
  }
}
