package io.lifecycle4j.djl.model;

import static io.lifecycle4j.djl.model.DjlModels.djlParameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that DJL's {@code Model.save} wrote, and what DJL loads from them in silence. */
class DjlParametersTest {
  private static final Signature SIGNATURE = Artifacts.signature(List.of(4), 2);
  private static final Network NETWORK = Network.builder().dense(5).relu().build();
  private static final float[] ROW = {1, -2, 0.5f, 3};

  private static byte[] file;
  private static float[] expected;

  @BeforeAll
  static void save(@TempDir Path folder) throws IOException {
    DjlRuntime.start();
    Block block = Blocks.NONE.create(NETWORK, SIGNATURE);
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu());
        Model model = Model.newInstance("net", DjlRuntime.ENGINE)) {
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
      model.setBlock(block);
      model.save(folder, "net");
      NDArray row = manager.create(ROW, new Shape(1, 4));
      expected =
          block
              .forward(new ParameterStore(manager, false), new NDList(row), false)
              .get(0)
              .toFloatArray();
    }
    file = Files.readAllBytes(folder.resolve("net-0000.params"));
  }

  private static TrainedModel inspected(byte[] bytes, Network network) {
    TrainedModel given = djlParameters(Content.of(bytes), network).build().network();
    return new DjlEngine().inspect(given, SIGNATURE);
  }

  private static void assertRefused(byte[] bytes, Network network, String message) {
    assertThatThrownBy(() -> inspected(bytes, network))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot read DJL parameters: " + message);
  }

  @Test
  void computesWhatDjlComputed() throws IOException {
    TrainedModel model = inspected(file, NETWORK);

    assertThat(model.format()).isEqualTo("djl");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.files().get(0).content().writeTo(out);
    byte[] weights = out.toByteArray();
    StoredFile stored =
        new StoredFile(model.files().get(0).name(), new BlobId("0".repeat(64)), weights.length);
    ModelArtifact artifact =
        new ModelArtifact("djl", model.architecture(), List.of(stored), SIGNATURE);
    try (LoadedModel loaded =
            new DjlEngine().load(artifact, opened -> new ByteArrayInputStream(weights));
        ModelWorker worker = loaded.worker()) {
      Tensor outputs = worker.run(List.of(Tensor.of("input", ROW, 1, 4))).get(0);
      assertThat(outputs.number(0)).isEqualTo(expected[0]);
      assertThat(outputs.number(1)).isEqualTo(expected[1]);
    }
  }

  @Test
  void refusesTheParametersOfAnotherNetwork() {
    assertRefused(
        file,
        Network.builder().dense(6).relu().build(),
        "dense1.weight is (5, 4) (must be (6, 4))");
    assertRefused(file, Network.builder().build(), "");
    assertRefused(file, Network.builder().dense(5).relu().dense(5).relu().build(), "");
    assertRefused(
        file,
        Network.builder().dense(5).relu().dense(2).build(),
        "the file ends before the parameter output.weight of the network (it is cut off, or has"
            + " fewer layers: the output layer is added to those given)");
  }

  @Test
  void refusesATruncatedFile() {
    assertRefused(Arrays.copyOf(file, file.length - 3), NETWORK, "the file ends ");
    assertRefused(Arrays.copyOf(file, 6), NETWORK, "the file ends too early");
  }

  @Test
  void refusesBytesAfterTheEnd() {
    assertRefused(
        Arrays.copyOf(file, file.length + 1),
        NETWORK,
        "bytes follow the parameters of the network (it has more layers in the file; the output"
            + " layer is added to those given)");
  }

  @Test
  void refusesAnotherVersion() {
    byte[] later = file.clone();
    later[7] = 9;

    assertRefused(later, NETWORK, "version is 9 (must be 1)");
  }

  @Test
  void refusesAFileThatDjlDidNotWrite() {
    assertRefused(
        "a,b".getBytes(StandardCharsets.UTF_8),
        NETWORK,
        "elsewhere.params does not begin with DJL@ (must be one that DJL's Model.save wrote)");
  }

  @Test
  void leavesAFileOfThisLibraryAsItIs() {
    Content weights = Content.of(WeightsFile.write(Artifacts.dense(1, 4, 5, 2)));
    TrainedModel model =
        new TrainedModel(
            "djl", NETWORK.architecture(), List.of(new NamedContent(WeightsFile.NAME, weights)));

    assertThat(new DjlEngine().inspect(model, SIGNATURE)).isSameAs(model);
  }
}
