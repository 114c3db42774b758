package io.lifecycle4j.core.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelEngines;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JavaEngineTest {
  private static final JavaEngine ENGINE = new JavaEngine();
  private static final byte[] WEIGHTS = Layers.dense(7, 33, 21, 5);
  private static final ModelArtifact DENSE =
      Layers.artifact("dense(33) relu dense(21) tanh", WEIGHTS.length, Layers.signature(5, 7));

  private static LoadedModel load(ModelArtifact artifact, byte[] weights) {
    return ENGINE.load(artifact, file -> new ByteArrayInputStream(weights));
  }

  private static int[] bits(Tensor tensor, int row, int width) {
    return IntStream.range(0, width)
        .map(i -> Float.floatToRawIntBits((float) tensor.number(row * width + i)))
        .toArray();
  }

  @Test
  void isTheEngineOfTheApi() {
    assertThat(ModelEngines.java()).isInstanceOf(JavaEngine.class);
    assertThat(ENGINE.name()).isEqualTo("java");
  }

  @Test
  void answersARowWithTheSameBitsInAnyBatchAndOnAnyThread() throws Exception {
    int rows = 50;
    Tensor all = Layers.random("input", 1, rows, 7);
    try (LoadedModel model = load(DENSE, WEIGHTS);
        ModelWorker worker = model.worker();
        ModelWorker other = model.worker()) {
      Tensor batch = worker.run(List.of(all)).get(0);
      List<Boolean> same =
          Together.run(
              4,
              thread -> {
                try (ModelWorker own = model.worker()) {
                  Tensor again = own.run(List.of(all)).get(0);
                  return IntStream.range(0, rows)
                      .allMatch(row -> Arrays.equals(bits(again, row, 5), bits(batch, row, 5)));
                }
              });
      assertThat(same).containsOnly(true);
      for (int row = 0; row < rows; row++) {
        ByteBuffer bytes = all.bytes().slice(row * 28, 28).order(all.bytes().order());
        Tensor one = new Tensor("input", TensorType.FLOAT32, bytes, 1, 7);
        assertThat(bits(other.run(List.of(one)).get(0), 0, 5)).isEqualTo(bits(batch, row, 5));
      }
    }
  }

  @Test
  void readsTheTensorThatItIsGivenNotThatOfTheLastRun() {
    try (LoadedModel model = load(DENSE, WEIGHTS);
        ModelWorker worker = model.worker()) {
      Tensor one = Layers.random("input", 1, 1, 7);
      int[] first = bits(worker.run(List.of(one)).get(0), 0, 5);
      int[] second = bits(worker.run(List.of(Layers.random("input", 2, 1, 7))).get(0), 0, 5);
      assertThat(second).isNotEqualTo(first);
      assertThat(bits(worker.run(List.of(one)).get(0), 0, 5)).isEqualTo(first);
      assertThat(worker.run(List.of(Layers.random("input", 1, 0, 7))).get(0).size()).isZero();
    }
  }

  @Test
  void givesWhatTheLastLayerReceives() {
    Tensor weight = Layers.random("output.weight", 3, 5, 21);
    Tensor bias = Layers.random("output.bias", -3, 5);
    try (LoadedModel model = load(DENSE, WEIGHTS);
        ModelWorker worker = model.embeddingWorker()) {
      Tensor outputs = worker.run(List.of(Layers.random("input", 1, 50, 7))).get(0);
      Tensor embedding = worker.embedding();

      assertThat(embedding.shape()).containsExactly(50, 21);
      for (int row = 0; row < 50; row++) {
        double sum = bias.number(4);
        for (int i = 0; i < 21; i++) {
          sum += weight.number(4 * 21 + i) * embedding.number(row * 21 + i);
        }
        assertThat(outputs.number(row * 5 + 4)).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void hasNoEmbeddingWithoutALayerBeforeTheLast() {
    byte[] weights = Layers.dense(7, 5);
    try (LoadedModel model =
        load(Layers.artifact("", weights.length, Layers.signature(5, 7)), weights)) {
      assertThat(model.capabilities()).isEmpty();
    }
  }

  @Test
  void allocatesNothingInARunLikeTheOneBefore() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Tensor> inputs = List.of(Layers.random("input", 1, 1, 7));
    try (LoadedModel model = load(DENSE, WEIGHTS);
        ModelWorker worker = model.worker()) {
      for (int i = 0; i < 3_000; i++) { // until it is compiled
        worker.run(inputs);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        worker.run(inputs);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000);
    }
  }

  @Test
  void refusesIdsThatTheEmbeddingDoesNotHave() {
    TensorSpec ids = new TensorSpec("ids", TensorType.INT64, List.of(-1, 2));
    Signature signature = new Signature(List.of(ids), List.of(TensorSpec.float32("output", 1)));
    byte[] weights =
        WeightsFile.write(
            List.of(
                Layers.random("embedding1.weight", 1, 3, 2),
                Layers.random("output.weight", 2, 1, 2),
                Layers.random("output.bias", 3, 1)));
    ModelArtifact artifact = Layers.artifact("embedding(3,2) mean", weights.length, signature);
    try (LoadedModel model = load(artifact, weights);
        ModelWorker worker = model.worker()) {
      for (long id : new long[] {-1, 3, 16_777_217, Long.MAX_VALUE - 1}) {
        Tensor wrong = Tensor.allocate(ids, 1);
        wrong.bytes().putLong(8, id);
        assertThatThrownBy(() -> worker.run(List.of(wrong)))
            .isInstanceOf(PredictionFailedException.class)
            .hasMessage("Cannot run network: an id is %s (must be at least 0, below 3)", id);
      }
      assertThat(worker.run(List.of(Tensor.allocate(ids, 1)))).hasSize(1);
    }
  }

  @Test
  void givesATextTheSameBitsWhateverItIsPaddedTo() {
    for (String layers :
        List.of(
            "layerNorm mean",
            "layerNorm max",
            "layerNorm last",
            "layerNorm conv1d(3,2) layerNorm mean",
            "layerNorm maxPool1d(3,stride=1,padding=1) last",
            "layerNorm avgPool1d(2,stride=1) max")) {
      int[] alone = answer(layers, 4, 2, 3, 1, 4);
      assertThat(answer(layers, 9, 2, 3, 1, 4)).as(layers).isEqualTo(alone);
      assertThat(answer(layers, 9, 5, 3, 1, 5)).as(layers).isNotEqualTo(alone);
    }
  }

  /** Returns the bits for a text that is padded to a number of positions. */
  private static int[] answer(String layers, int positions, long... text) {
    TensorSpec ids = new TensorSpec("ids", TensorType.INT64, List.of(-1, positions));
    Signature signature = new Signature(List.of(ids), List.of(TensorSpec.float32("output", 3)));
    String network = "embedding(6,3) " + layers;
    byte[] weights = WeightsFile.write(weights(Layout.parse(network).place(signature)));
    Tensor input = Tensor.allocate(ids, 2);
    for (int i = 0; i < text.length; i++) {
      input.set(positions + i, (double) text[i]);
    }
    try (LoadedModel model = load(Layers.artifact(network, weights.length, signature), weights);
        ModelWorker worker = model.worker()) {
      return bits(worker.run(List.of(input)).get(0), 1, 3);
    }
  }

  private static List<Tensor> weights(List<Layout.Placed> layers) {
    List<Tensor> weights = new ArrayList<>();
    for (Layout.Placed layer : layers) {
      layer
          .shapes()
          .forEach(
              (name, shape) ->
                  weights.add(
                      Layers.random(
                          name,
                          weights.size(),
                          shape.stream().mapToLong(Long::longValue).toArray())));
    }
    return weights;
  }

  @Test
  void keepsTheDigitsOfABatchNormWhoseMeanIsLargeBesideItsDeviation() {
    byte[] weights =
        WeightsFile.write(
            List.of(
                Tensor.of("batchNorm1.gamma", new float[] {1.5f}, 1),
                Tensor.of("batchNorm1.beta", new float[] {0.25f}, 1),
                Tensor.of("batchNorm1.runningMean", new float[] {1e6f}, 1),
                Tensor.of("batchNorm1.runningVar", new float[] {1e-4f}, 1),
                Tensor.of("output.weight", new float[] {1}, 1, 1),
                Tensor.of("output.bias", new float[] {0}, 1)));
    ModelArtifact artifact = Layers.artifact("batchNorm", weights.length, Layers.signature(1, 1));
    try (LoadedModel model = load(artifact, weights);
        ModelWorker worker = model.worker()) {
      for (float x : new float[] {1e6f, 1e6f + 0.0625f, 1e6f - 0.125f}) {
        double expected = 1.5 * (x - 1e6) / Math.sqrt(1e-4f + 1e-5f) + 0.25;
        double found =
            worker.run(List.of(Tensor.of("input", new float[] {x}, 1, 1))).get(0).number(0);
        assertThat(found).isEqualTo(expected, within(1e-5));
      }
    }
  }

  private static ModelArtifact of(String layers, Integer... row) {
    return Layers.artifact(layers, 1, Layers.signature(10, row));
  }

  @Test
  void runsUnaskedOnlyWhatItRunsFasterThanPyTorch() {
    assertThat(ENGINE.suits(of("dense(64) relu dense(64) relu", 32))).isTrue();
    assertThat(ENGINE.suits(of("dense(256) relu dense(256) relu", 128))).isTrue();
    assertThat(ENGINE.suits(of("dense(512) relu dense(512) relu", 128))).isFalse();
    assertThat(ENGINE.suits(of("dense(64) tanh dense(64) sigmoid", 32))).isTrue();
    assertThat(ENGINE.suits(of("dense(4096) tanh", 1))).isFalse();
    assertThat(ENGINE.knows(of("dense(4096) tanh", 1))).isTrue();
    String lenet = "conv(8,5) relu maxPool(2) conv(16,3) relu maxPool(2) flatten dense(64) relu";
    assertThat(ENGINE.suits(of(lenet, 1, 28, 28))).isTrue();
    assertThat(ENGINE.suits(of(lenet, 3, 64, 64))).isFalse();
  }

  @Test
  void knowsNoNetworkOfOtherLayersOrFactories() {
    assertThat(ENGINE.knows(of("lstm(4)", 4))).isFalse();
    assertThat(ENGINE.knows(of("conv(2,3) flatten", 4))).isFalse();
    Architecture residual = new Architecture("residual", "4");
    ModelArtifact own = Layers.artifact(residual, 1, Layers.signature(1, 4));
    assertThat(ENGINE.knows(own)).isFalse();
    assertThatThrownBy(
            () -> load(Layers.artifact(residual, WEIGHTS.length, Layers.signature(1, 4)), WEIGHTS))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith(
            "Block does not exist: residual (the Java engine runs layers alone;");
    TensorSpec ids = new TensorSpec("ids", TensorType.INT64, List.of(-1, 2));
    Signature signature = new Signature(List.of(ids), List.of(TensorSpec.float32("output", 1)));
    assertThat(ENGINE.knows(Layers.artifact("embedding(16777217,1) mean", 1, signature))).isFalse();
  }

  @Test
  void knowsTheParametersOfALayerInTheOrderOfAFile() {
    List<Integer> image = List.of(3, 9, 9);
    assertThat(Layer.of("conv", 2, 5).shapes(image)).hasToString("{weight=[2, 3, 5, 5], bias=[2]}");
    assertThat(Layer.of("conv", 2, 5).parameters(image)).isEqualTo(152);
    assertThat(Layer.of("dense", 4).shapes(List.of(6))).hasToString("{weight=[4, 6], bias=[4]}");
    assertThat(Layer.of("embedding", 7, 3).parameters(List.of(2))).isEqualTo(21);
    assertThat(Layer.of("batchNorm").shapes(image))
        .hasToString("{gamma=[3], beta=[3], runningMean=[3], runningVar=[3]}");
    assertThat(Layer.of("relu").parameters(image)).isZero();
  }

  @Test
  void doesNotOverflowOnHugeNetworks() {
    for (ModelArtifact huge :
        List.of(
            of("dense(268435456) dense(268435456) dense(268435456)", Integer.MAX_VALUE),
            of("conv(1,46340) flatten", 1, 46_340, 46_340),
            of("conv(200000,23000) flatten", 4, 23_020, 23_020))) {
      assertThat(ENGINE.knows(huge)).isTrue();
      assertThat(ENGINE.suits(huge)).isFalse();
      assertThatThrownBy(
              () ->
                  load(
                      new ModelArtifact(
                          huge.format(), huge.architecture(), DENSE.files(), huge.signature()),
                      WEIGHTS))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith("Cannot load network: 6 parameters in the file");
    }
  }

  @Test
  void readsItsFormatAlone() {
    ModelArtifact other =
        new ModelArtifact("onnx", DENSE.architecture(), DENSE.files(), DENSE.signature());
    assertThat(ENGINE.knows(other)).isFalse();
    assertThatThrownBy(() -> load(other, WEIGHTS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid format: onnx (this engine reads djl)");
  }
}
