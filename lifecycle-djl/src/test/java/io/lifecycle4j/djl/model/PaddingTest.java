package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Padding behind the last id changes no answer: layers compute what PyTorch computes with masks and
 * packed sequences. {@code padding.csv} is from {@code benchmarks/peers/padding_vectors.py}.
 */
class PaddingTest {
  private static final long[][] IDS = {
    {2, 3, 1, 0, 0, 0}, {4, 0, 0, 0, 0, 0}, {5, 4, 3, 2, 1, 1}, {3, 1, 5, 4, 0, 0}
  };

  /** Some words, one, none, all, and one that is 0 before the end. */
  private static final long[][] TEXTS = {
    {2, 5, 1}, {3}, {}, {1, 2, 3, 4, 5, 4, 3, 2}, {0, 4, 0, 2, 3, 3, 1}
  };

  static List<String> lines() {
    return LayerVectorsTest.lines("padding.csv");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void computesWhatPyTorchComputesWithMasks(String line) {
    String[] parts = line.split(";", -1);
    double[] expected =
        Arrays.stream(parts[1].split(" ", -1)).mapToDouble(Double::valueOf).toArray();
    DjlRuntime.start();
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      LayersBlock block = new LayersBlock();
      List<Integer> in = List.of(IDS[0].length);
      for (Layer layer : Layout.parse(parts[0]).layers()) {
        block.add(layer.kind() + ".", LayerBlocks.of(layer, in));
        in = layer.output(in);
      }
      block.initialize(manager, DataType.FLOAT32, new Shape(IDS.length, IDS[0].length));
      LayerVectorsTest.fill(block, manager);
      NDArray ids =
          manager.create(
              Arrays.stream(IDS).flatMapToLong(Arrays::stream).toArray(),
              new Shape(IDS.length, IDS[0].length));

      NDList output = block.forward(new ParameterStore(manager, false), new NDList(ids), false);

      LayerVectorsTest.assertClose(output.get(0).toFloatArray(), expected);
    }
  }

  @Test
  void everyLayerThatReadsPaddingIsCompared() {
    assertThat(String.join(" ", lines()))
        .contains("mean", "max;", "last", "attention(", "lstm(", "conv1d(", "residual(", "concat(")
        .contains("maxPool1d(", "avgPool1d(");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layerNorm mean",
        "positions dense(5) max",
        "positions layerNorm last",
        "layerNorm conv1d(5,3) relu max",
        "layerNorm conv1d(5,2,stride=2) conv1d(4,3,padding=1) mean",
        "layerNorm maxPool1d(3,stride=1,padding=1) mean",
        "layerNorm avgPool1d(2) last",
        "layerNorm lstm(5) last",
        "layerNorm lstm(5) mean",
        "positions layerNorm attention(2) mean",
        "layerNorm concat(conv1d(3,2) relu max, conv1d(2,3) relu max)",
        "positions concat(dense(2), , conv1d(3,3,padding=1) relu) layerNorm last",
        "positions residual(attention(2) dropout(0.1)) layerNorm residual(conv1d(4,3,padding=1))"
            + " layerNorm mean"
      })
  void anyLengthOfPaddingGivesTheSameAnswer(String layers) {
    Network network = Network.parse("embedding(6,4) " + layers);
    double[] expected = answers(network, 8, false);

    assertThat(answers(network, 64, false)).containsExactly(expected, within(1e-5));
    Signature signature = signature(8);
    ModelArtifact artifact = artifact(network, signature);
    if (new JavaEngine().knows(artifact)) {
      assertThat(answers(network, 8, true)).containsExactly(expected, within(1e-5));
      assertThat(answers(network, 64, true)).containsExactly(expected, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherNumberAtTheLastWordChangesTheAnswerOfItsRowAlone(boolean java) {
    Network network = Network.parse("embedding(6,4) layerNorm conv1d(5,3) relu mean");
    double[] before = answers(network, 8, java, TEXTS);
    long[][] changed = TEXTS.clone();
    changed[0] = new long[] {2, 5, 3};
    double[] after = answers(network, 8, java, changed);

    assertThat(Arrays.copyOf(after, 2)).isNotEqualTo(Arrays.copyOf(before, 2));
    assertThat(Arrays.copyOfRange(after, 2, 10)).isEqualTo(Arrays.copyOfRange(before, 2, 10));
  }

  private static Signature signature(int positions) {
    TensorSpec ids = new TensorSpec("ids", TensorType.INT64, List.of(-1, positions));
    return new Signature(List.of(ids), List.of(TensorSpec.float32("output", 2)));
  }

  private static ModelArtifact artifact(Network network, Signature signature) {
    return Artifacts.artifact(network, new byte[0], signature);
  }

  private static double[] answers(Network network, int positions, boolean java) {
    return answers(network, positions, java, TEXTS);
  }

  /** Runs texts that are padded to a number of positions. */
  private static double[] answers(Network network, int positions, boolean java, long[][] texts) {
    Signature signature = signature(positions);
    byte[] weights = WeightsFile.write(Artifacts.parametersOf(network, 7, signature));
    List<Tensor> inputs = new ArrayList<>(Tensor.allocate(signature.inputs(), texts.length));
    for (int row = 0; row < texts.length; row++) {
      for (int i = 0; i < texts[row].length; i++) {
        inputs.get(0).set(row * positions + i, (double) texts[row][i]);
      }
    }
    return JavaBesideDjl.run(
        java ? new JavaEngine() : new DjlEngine(),
        Artifacts.artifact(network, weights, signature),
        weights,
        inputs);
  }
}
