package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parameters are named by layers, whatever classes of DJL run them. */
class LayersBlockTest {
  private static final TensorSpec OUTPUT = TensorSpec.float32("scores", 3);

  private static List<String> names(String layers, TensorSpec... inputs) {
    return new LayerFactory()
        .create(layers, new Signature(List.of(inputs), List.of(OUTPUT)))
        .getParameters()
        .keys();
  }

  @Test
  void ofASequenceHaveTheKindAndThePlaceOfTheirLayer() {
    assertThat(names("dense(8) relu batchNorm dense(4)", TensorSpec.float32("input", 4)))
        .containsExactly(
            "dense1.weight",
            "dense1.bias",
            "batchNorm1.gamma",
            "batchNorm1.beta",
            "batchNorm1.runningMean",
            "batchNorm1.runningVar",
            "dense2.weight",
            "dense2.bias",
            "output.weight",
            "output.bias");
  }

  @Test
  void ofBranchesAndInnerLayersSayWhereTheyAre() {
    String layers =
        "branch(\"words\", embedding(9,4) conv1d(4,3,padding=1) batchNorm residual(dense(4)"
            + " layerNorm) mean) branch(\"image\", conv(2,3) flatten) concat concat(dense(2), ,"
            + " dense(3) dense(1))";
    TensorSpec words = new TensorSpec("words", TensorType.INT64, List.of(-1, 5));
    TensorSpec image = TensorSpec.float32("image", 1, 4, 4);
    assertThat(names(layers, words, image))
        .containsExactly(
            "words/embedding1.weight",
            "words/conv1d1.weight",
            "words/conv1d1.bias",
            "words/batchNorm1.gamma",
            "words/batchNorm1.beta",
            "words/batchNorm1.runningMean",
            "words/batchNorm1.runningVar",
            "words/residual1.dense1.weight",
            "words/residual1.dense1.bias",
            "words/residual1.layerNorm1.gamma",
            "words/residual1.layerNorm1.beta",
            "image/conv1.weight",
            "image/conv1.bias",
            "concat1.way1.dense1.weight",
            "concat1.way1.dense1.bias",
            "concat1.way3.dense1.weight",
            "concat1.way3.dense1.bias",
            "concat1.way3.dense2.weight",
            "concat1.way3.dense2.bias",
            "output.weight",
            "output.bias");
  }
}
