package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlEngineTest {
  private static final Network HIDDEN = Network.builder().dense(5).relu().build();
  private static final List<Integer> FOUR = List.of(4);

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Engine.class))
        .hasAtLeastOneElementOfType(DjlEngine.class)
        .anyMatch(engine -> engine.formats().contains("djl"));
  }

  @Test
  void namesItsLibraries() {
    assertThat(new DjlEngine().environment())
        .containsEntry("pytorch.version", "2.7.1")
        .containsKeys("djl.version", "djl.pytorch_engine", "pytorch.library", "pytorch.flavor")
        .containsKeys("pytorch.threads", "pytorch.interop_threads");
  }

  @Test
  void computesWhatPlainArithmeticGives() {
    List<Tensor> weights = Artifacts.dense(1, 4, 5, 3);
    float[] input = {0.5f, -1, 2, 0.25f};

    float[] output;
    try (LoadedModel model = Artifacts.load(HIDDEN, weights, FOUR, 3);
        ModelWorker worker = model.worker()) {
      output = run(worker, input, 1, 4);
    }

    float[] hidden = dense(input, weights.get(0), weights.get(1));
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.max(0, hidden[i]);
    }
    assertThat(output)
        .containsExactly(dense(hidden, weights.get(2), weights.get(3)), within(1e-5f));
  }

  @Test
  void usesTheStoredMeanAndVarianceOfABatchNormalization() {
    Network network = Network.builder().batchNorm().build();
    List<Tensor> weights =
        List.of(
            tensor("batchNorm1.gamma", 2),
            tensor("batchNorm1.beta", 3),
            tensor("batchNorm1.runningMean", 10),
            tensor("batchNorm1.runningVar", 4),
            Tensor.of("output.weight", new float[] {1}, 1, 1),
            tensor("output.bias", 0));

    try (LoadedModel model = Artifacts.load(network, weights, List.of(1), 1);
        ModelWorker worker = model.worker()) {
      // (14 - 10) / sqrt(4) * 2 + 3
      assertThat(run(worker, new float[] {14}, 1, 1)[0]).isCloseTo(7, within(1e-4f));
    }
  }

  @Test
  void refusesOtherWidths() {
    assertRefused(
        HIDDEN,
        Artifacts.dense(1, 4, 6, 3),
        "Cannot load network: dense1.weight is [6, 4] (must be [5, 4] of float32)");
    assertRefused(
        HIDDEN,
        Artifacts.dense(1, 4, 5, 2),
        "Cannot load network: output.weight is [2, 5] (must be [3, 5] of float32)");
  }

  @Test
  void refusesMoreAndFewerLayers() {
    assertRefused(
        HIDDEN,
        Artifacts.dense(1, 4, 5),
        "Cannot load network: 2 parameters in the file (the network has 4)");
    assertRefused(
        HIDDEN,
        Artifacts.dense(1, 4, 5, 5, 3),
        "Cannot load network: 6 parameters in the file (the network has 4)");
  }

  @Test
  void refusesParametersInAnotherOrderOrOfAnotherName() {
    List<Tensor> swapped = new ArrayList<>(Artifacts.dense(1, 4, 5, 3));
    Collections.swap(swapped, 0, 1);

    assertRefused(
        HIDDEN, swapped, "Cannot load network: parameter 0 is dense1.bias (must be dense1.weight)");
  }

  @Test
  void refusesAnArchitectureThatDoesNotFitTheInput() {
    assertRefused(
        Network.builder().conv(2, 3).flatten().build(),
        Artifacts.dense(1, 4, 3),
        "Cannot load network: Invalid network: layer 1, conv(2,3), on [4] (needs channels, rows"
            + " and columns)");
    assertRefused(
        new Network("layers", "evil(1)"),
        Artifacts.dense(1, 4, 3),
        "Cannot load network: Invalid layer: 'evil(1)' (must be one of adaptiveAvgPool,"
            + " adaptiveMaxPool, attention, avgPool, avgPool1d, batchNorm, concat, conv, conv1d,"
            + " dense, dropout, elu, embedding, flatten, gelu, last, layerNorm, leakyRelu, lstm,"
            + " max, maxPool, maxPool1d, mean, positions, relu, residual, sigmoid, softmax,"
            + " softplus, swish, tanh)");
  }

  @Test
  void refusesAFactoryThatIsNotThere() {
    assertThatThrownBy(
            () -> Artifacts.load(new Network("gone", ""), Artifacts.dense(1, 4, 3), FOUR, 3))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Block does not exist: gone (give it to the trainer, or to"
                + " Lifecycle.builder().engine(DjlEngine.builder().block(\"gone\", ...).build()),"
                + " or put a service of type io.lifecycle4j.djl.model.NetworkFactory on the class"
                + " path)");
  }

  /** Has the id of a factory that is on the class path already. */
  public static final class SecondWide implements NetworkFactory {
    @Override
    public String id() {
      return "wide";
    }

    @Override
    public Block create(String config, Signature signature) {
      throw new AssertionError("it must not be chosen");
    }
  }

  @Test
  void refusesTwoFactoriesOfOneId(@TempDir Path directory) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(NetworkFactory.class.getName()), SecondWide.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader both = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(both);
      assertThatThrownBy(() -> NetworkFactory.named("wide"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid network factories: [")
          .hasMessageContainingAll(WideFactory.class.getName(), SecondWide.class.getName())
          .hasMessageEndingWith("] have the id wide (must be one)");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void refusesAFactoryThatFailsOrMakesSomethingElse() {
    assertThatThrownBy(() -> Artifacts.load(new Network("residual", "x"), List.of(), FOUR, 3))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load network: residual on [input float32 [-1, 4]]: ");
    assertThatThrownBy(() -> Artifacts.load(new Network("wide", ""), List.of(), FOUR, 3))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: it puts out [float32 (1, 4)] for one row (must be [output"
                + " float32 [-1, 3]])");
  }

  @Test
  void refusesAFileCutAnywhereOrFlippedAnywhere() {
    byte[] bytes = WeightsFile.write(Artifacts.dense(1, 4, 5, 3));
    for (int part = 0; part < 16; part++) {
      byte[] cut = Arrays.copyOf(bytes, bytes.length * part / 16);
      byte[] flipped = bytes.clone();
      flipped[bytes.length * part / 16] ^= 0x10;
      for (byte[] wrong : List.of(cut, flipped)) {
        ModelArtifact artifact = Artifacts.artifact(HIDDEN, wrong, FOUR, 3);
        assertThatThrownBy(() -> new DjlEngine().load(artifact, in(wrong)))
            .isInstanceOf(CorruptDataException.class);
      }
    }
  }

  @Test
  void refusesAFileOfAnotherLength() {
    byte[] bytes = WeightsFile.write(Artifacts.dense(1, 4, 5, 3));
    ModelArtifact artifact = Artifacts.artifact(HIDDEN, bytes, FOUR, 3);

    assertThatThrownBy(() -> new DjlEngine().load(artifact, in(Arrays.copyOf(bytes, 10))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read weights.params: 10 bytes (must be " + bytes.length + ")");
    assertThatThrownBy(
            () -> new DjlEngine().load(artifact, in(Arrays.copyOf(bytes, bytes.length + 1))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Cannot read weights.params: more than %s bytes (must be %s)"
                .formatted(bytes.length, bytes.length));
  }

  @Test
  void readsTheStreamToItsEndWhereItsHashIsChecked() {
    byte[] bytes = WeightsFile.write(Artifacts.dense(1, 4, 5, 3));
    InputStream verified =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read() {
            int next = super.read();
            if (next < 0) {
              throw new CorruptDataException("Cannot read blob: another hash");
            }
            return next;
          }

          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, length);
          }
        };

    assertThatThrownBy(
            () ->
                new DjlEngine().load(Artifacts.artifact(HIDDEN, bytes, FOUR, 3), file -> verified))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read blob: another hash");
  }

  @Test
  void tellsWhenTheStorageFails() {
    byte[] bytes = WeightsFile.write(Artifacts.dense(1, 4, 5, 3));
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk is gone");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            throw new IOException("disk is gone");
          }
        };

    assertThatThrownBy(
            () -> new DjlEngine().load(Artifacts.artifact(HIDDEN, bytes, FOUR, 3), file -> broken))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot read weights.params: disk is gone");
  }

  @Test
  void refusesOtherFilesAndFormats() {
    StoredFile script = new StoredFile("model.pt", new BlobId("0".repeat(64)), 3);
    StoredFile huge = new StoredFile("weights.params", new BlobId("0".repeat(64)), 1L << 40);

    assertThatThrownBy(() -> load("djl", script))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load network: files are [model.pt] (must be weights.params alone)");
    assertThatThrownBy(() -> load("djl", huge))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot read weights.params: 1099511627776 bytes (must be below 2 GiB)");
    assertThatThrownBy(() -> load("onnx", script))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid format: onnx (this engine reads djl and torchscript)");
  }

  @Test
  void drawsNoRandomNumbers() {
    ai.djl.engine.Engine engine = ai.djl.engine.Engine.getEngine(DjlRuntime.ENGINE);
    Network network = Network.builder().dense(5).relu().dropout(0.5).build();
    List<Tensor> weights = Artifacts.parametersOf(network, 1, 3, 4);
    try (NDManager manager = engine.newBaseManager()) {
      engine.setRandomSeed(1);
      float[] undisturbed = manager.randomNormal(new Shape(8)).toFloatArray();
      engine.setRandomSeed(1);
      Artifacts.load(network, weights, FOUR, 3).close();
      assertThat(manager.randomNormal(new Shape(8)).toFloatArray()).isEqualTo(undisturbed);
    }
  }

  private static void assertRefused(Network network, List<Tensor> weights, String message) {
    assertThatThrownBy(() -> Artifacts.load(network, weights, FOUR, 3))
        .isInstanceOf(UntrustedModelException.class)
        .isInstanceOf(LifecycleException.class)
        .hasMessage(message);
  }

  private static void load(String format, StoredFile file) {
    ModelArtifact artifact =
        new ModelArtifact(
            format, HIDDEN.architecture(), List.of(file), Artifacts.signature(FOUR, 3));
    new DjlEngine().load(artifact, in(new byte[3]));
  }

  private static Engine.Files in(byte[] bytes) {
    return file -> new ByteArrayInputStream(bytes);
  }

  private static Tensor tensor(String name, float value) {
    return Tensor.of(name, new float[] {value}, 1);
  }

  private static float[] run(ModelWorker worker, float[] input, long... shape) {
    FloatBuffer out = worker.run(List.of(Tensor.of("input", input, shape))).get(0).floats();
    float[] result = new float[out.remaining()];
    out.get(result);
    return result;
  }

  private static float[] dense(float[] input, Tensor weight, Tensor bias) {
    float[] output = new float[(int) weight.shape()[0]];
    for (int i = 0; i < output.length; i++) {
      double sum = bias.number(i);
      for (int j = 0; j < input.length; j++) {
        sum += weight.number(i * input.length + j) * input[j];
      }
      output[i] = (float) sum;
    }
    return output;
  }
}
