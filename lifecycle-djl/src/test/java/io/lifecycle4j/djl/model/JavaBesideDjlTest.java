package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine in plain Java computes what DJL computes, and refuses what DJL refuses. */
class JavaBesideDjlTest {
  private static final Network HIDDEN = Network.builder().dense(5).relu().build();
  private static final TensorSpec IDS = new TensorSpec("ids", TensorType.INT64, List.of(-1, 3));
  private static final TensorSpec IMAGE = TensorSpec.float32("image", 2, 7, 6);
  private static final TensorSpec NUMBERS = TensorSpec.float32("numbers", 3);

  private static Signature signature(TensorSpec... inputs) {
    return new Signature(List.of(inputs), List.of(TensorSpec.float32("output", 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "relu",
        "tanh",
        "sigmoid",
        "batchNorm",
        "dropout(0.5)",
        "flatten",
        "dense(1)",
        "dense(4)",
        "dense(9) relu dense(6) tanh",
        "batchNorm dense(70) batchNorm sigmoid",
        "gelu",
        "leakyRelu",
        "leakyRelu(slope=0.3)",
        "elu",
        "elu(alpha=0.5)",
        "swish",
        "softplus",
        "softmax",
        "layerNorm",
        "dense(9) layerNorm gelu dense(6) softmax"
      })
  void computesLayersOfNumbersLikeDjl(String layers) {
    JavaBesideDjl.assertSame(Network.parse(layers), signature(NUMBERS), 1, 19);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv(1,1) flatten",
        "conv(5,3) flatten",
        "conv(3,6) flatten",
        "maxPool(1) flatten",
        "maxPool(2) flatten",
        "maxPool(4) flatten",
        "batchNorm flatten dense(4)",
        "conv(5,3,stride=2) flatten",
        "conv(5,3,padding=1) flatten",
        "conv(4,3,stride=3,padding=2,groups=2) flatten",
        "conv(6,2,groups=2) flatten",
        "maxPool(3,stride=2,padding=1) flatten",
        "maxPool(2,stride=1) flatten",
        "avgPool(2) flatten",
        "avgPool(3,stride=2,padding=1) flatten",
        "adaptiveAvgPool(3,4) flatten",
        "adaptiveMaxPool(3,4) flatten",
        "adaptiveAvgPool(1,1) flatten",
        "conv(4,2) batchNorm relu maxPool(2) conv(3,2) tanh flatten dropout(0.1) dense(8) relu"
      })
  void computesLayersOfImagesLikeDjl(String layers) {
    JavaBesideDjl.assertSame(Network.parse(layers), signature(IMAGE), 2, 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embedding(4,3) flatten",
        "embedding(5,1) mean",
        "embedding(4,2) relu mean",
        "embedding(4,3) batchNorm mean dense(3)",
        "embedding(4,3) max",
        "embedding(4,3) last",
        "embedding(4,3) positions layerNorm flatten",
        "embedding(4,3) dense(5) relu mean",
        "embedding(4,3) softmax max",
        "embedding(4,3) layerNorm mean",
        "embedding(4,3) layerNorm max",
        "embedding(4,3) layerNorm dense(2) last",
        "embedding(4,3) layerNorm conv1d(3,2) flatten",
        "embedding(4,3) layerNorm conv1d(3,2) relu mean",
        "embedding(4,3) layerNorm maxPool1d(2,stride=1,padding=1) flatten",
        "embedding(4,3) layerNorm avgPool1d(2) batchNorm max"
      })
  void computesLayersOfIdsLikeDjl(String layers) {
    JavaBesideDjl.assertSame(Network.parse(layers), signature(IDS), 3, 9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv1d(5,3) flatten",
        "conv1d(5,2,stride=2) last",
        "conv1d(4,3,padding=2,stride=2,groups=2) flatten",
        "maxPool1d(2) flatten",
        "maxPool1d(3,stride=1,padding=1) flatten",
        "avgPool1d(3,stride=2,padding=1) flatten",
        "conv1d(8,3,padding=1) batchNorm relu maxPool1d(2) conv1d(3,2) max dense(4)"
      })
  void computesLayersOfPositionsLikeDjl(String layers) {
    JavaBesideDjl.assertSame(
        Network.parse(layers), signature(TensorSpec.float32("series", 7, 4)), 5, 6);
  }

  @Test
  void leavesWhatItCannotRunToDjl() {
    for (String layers :
        List.of(
            "lstm(5) last",
            "attention(2) mean",
            "residual(dense(4) relu) flatten",
            "concat(dense(4) relu, , conv1d(3,3,padding=1)) flatten",
            "residual(attention(2)) layerNorm residual(dense(8) gelu dense(4)) last")) {
      Network network = Network.parse(layers);
      Signature signature = signature(TensorSpec.float32("series", 7, 4));
      byte[] bytes = WeightsFile.write(Artifacts.parametersOf(network, 6, signature));
      ModelArtifact artifact = Artifacts.artifact(network, bytes, signature);
      assertThat(new JavaEngine().knows(artifact)).as(layers).isFalse();
      assertThat(
              JavaBesideDjl.run(
                  new DjlEngine(), artifact, bytes, Tensor.allocate(signature.inputs(), 3)))
          .as(layers)
          .hasSize(6);
      assertThatThrownBy(() -> load(new JavaEngine(), artifact, bytes))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("the Java engine does not run it");
    }
  }

  @Test
  void computesBranchesInTheirOwnOrderLikeDjl() {
    Network network =
        Network.parse(
            "branch(\"numbers\") branch(\"ids\", embedding(6,2) mean) branch(\"image\","
                + " conv(2,3) relu maxPool(2) flatten) concat batchNorm dense(7) relu");

    JavaBesideDjl.assertSame(network, signature(IMAGE, IDS, NUMBERS), 4, 40);
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 4", "4, 6, 3", "4, 5, 2", "4, 5, 3"})
  void refusesTheParametersThatDjlRefuses(int in, int hidden, int out) {
    List<Tensor> weights = Artifacts.dense(1, in, hidden, out);
    List<Tensor> swapped = new ArrayList<>(weights);
    Collections.swap(swapped, 0, 1);
    List<List<Tensor>> files = List.of(weights, swapped, weights.subList(0, 3));
    for (List<Tensor> file : files) {
      assertSameFailure(
          HIDDEN, WeightsFile.write(file), file == weights && in == 4 && hidden == 5 && out == 3);
    }
  }

  @Test
  void refusesTheNetworksThatDjlRefuses() {
    byte[] weights = WeightsFile.write(Artifacts.dense(1, 4, 5, 3));
    for (String config : List.of("evil(1)", "conv(2,3) flatten", "dense(5) concat", "mean")) {
      assertSameFailure(new Network("layers", config), weights, false);
    }
    assertSameFailure(HIDDEN, new byte[3], false);
  }

  private static void assertSameFailure(Network network, byte[] weights, boolean loads) {
    ModelArtifact artifact = Artifacts.artifact(network, weights, List.of(4), 3);
    Throwable djl = catchThrowable(() -> load(new DjlEngine(), artifact, weights));
    Throwable java = catchThrowable(() -> load(new JavaEngine(), artifact, weights));
    if (loads) {
      assertThat(djl).isNull();
      assertThat(java).isNull();
    } else {
      assertThat(java).hasSameClassAs(djl).hasMessage(djl.getMessage());
    }
  }

  private static void load(Engine engine, ModelArtifact artifact, byte[] weights) {
    engine.load(artifact, file -> new ByteArrayInputStream(weights)).close();
  }
}
