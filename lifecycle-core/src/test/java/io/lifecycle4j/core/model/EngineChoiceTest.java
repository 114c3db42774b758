package io.lifecycle4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain Java or another engine of the same format. */
class EngineChoiceTest {
  private static final Map<String, List<Float>> INPUT =
      Map.of("features", List.of(1f, 10f, 0f, 0f));
  private static final String SMALL = "";

  /** Puts out a hundred-thousandth of what the small one does. */
  private static final String TINY = " ";

  private static final String LARGE = "dense(60000)";

  @TempDir private Path directory;

  /** The engines that loaded, in order; marks of loads by native code depend on it. */
  private final List<String> loading = new ArrayList<>();

  /** Reads the format of plain Java, and every factory as a network of layers. */
  public static final class Native implements Engine {
    @Override
    public String name() {
      return "native";
    }

    @Override
    public Set<String> formats() {
      return Set.of(JavaEngine.FORMAT);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Engine.Files files) {
      String layers = Architecture.read(artifact.architecture()).config();
      return new JavaEngine().load(artifact(Architecture.LAYERS, layers, artifact), files);
    }
  }

  private static ModelArtifact artifact(String factory, String layers, ModelArtifact of) {
    String architecture = new Architecture(factory, layers).text();
    return new ModelArtifact(JavaEngine.FORMAT, architecture, of.files(), of.signature());
  }

  private static float unit(String layers) {
    return layers.equals(TINY) ? 1e-5f : 1;
  }

  /** Puts out 3 and 29 for the golden input, whatever the layers are. */
  private static byte[] weights(String layers) {
    float unit = unit(layers);
    float[] weights = {2 * unit, 0, 0, 0, 0, 3 * unit, 0, 0};
    Tensor weight = Tensor.of("output.weight", weights, 2, 4);
    Tensor bias = Tensor.of("output.bias", new float[] {unit, -unit}, 2);
    if (layers.isBlank()) {
      return WeightsFile.write(List.of(weight, bias));
    }
    float[] last = new float[2 * 60_000];
    last[0] = 3; // the first number is 1
    last[60_000] = 29;
    float[] first = new float[60_000];
    first[0] = 1;
    return WeightsFile.write(
        List.of(
            Tensor.of("dense1.weight", new float[4 * 60_000], 60_000, 4),
            Tensor.of("dense1.bias", first, 60_000),
            Tensor.of("output.weight", last, 2, 60_000),
            Tensor.of("output.bias", new float[2], 2)));
  }

  private static ModelManifest manifest(String factory, String layers, float golden) {
    StoredFile file =
        new StoredFile(WeightsFile.NAME, Fixtures.hash(weights(layers)), weights(layers).length);
    ModelManifest any = Fixtures.model(file);
    ModelArtifact shaped =
        new ModelArtifact("any", "any", List.of(file), Fixtures.signature(4, any.task()));
    return ModelManifest.builder(
            artifact(factory, layers, shaped),
            any.task(),
            any.preprocessing(),
            any.reference(),
            any.provenance())
        .golden(
            List.of(
                new GoldenRow(
                    INPUT, Map.of("scores", List.of(golden * unit(layers), 29f * unit(layers))))))
        .build();
  }

  private String ran(Engines engines, String factory, String layers, float golden) {
    engines
        .load(
            "fraud:7",
            manifest(factory, layers, golden),
            file -> new ByteArrayInputStream(weights(layers)),
            engine -> loading.add(engine.name()))
        .close();
    return loading.get(loading.size() - 1);
  }

  private String ranBeside(String factory, String layers, float golden) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(Engine.class.getName()), Native.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader both = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(both);
      return ran(new Engines(List.of()), factory, layers, golden);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void runsASmallNetworkInPlainJavaIfItsGoldenRowsAgree() throws IOException {
    assertThat(ranBeside("layers", SMALL, 3)).isEqualTo("java");
    assertThat(loading).as("no native code").containsExactly("java");
    assertThat(ranBeside("layers", SMALL, 3.00002f)).isEqualTo("java");
  }

  @Test
  void leavesWhatDoesNotAgreeToTheOtherEngine() throws IOException {
    assertThat(ranBeside("layers", SMALL, 3.0001f)).isEqualTo("native");
    assertThat(loading).containsExactly("java", "native");
  }

  @Test
  void comparesSmallOutputsByTheirSize() throws IOException {
    assertThat(ranBeside("layers", TINY, 3)).as("3e-5 and 29e-5").isEqualTo("java");
    assertThat(ranBeside("layers", TINY, 3.001f)).as("differs by 1e-8").isEqualTo("native");
  }

  @Test
  void leavesLargeAndUnknownNetworksToTheOtherEngine() throws IOException {
    assertThat(ranBeside("layers", LARGE, 3)).isEqualTo("native");
    assertThat(ranBeside("residual", SMALL, 3)).isEqualTo("native");
  }

  @Test
  void runsEveryNetworkOfLayersWhereThereIsNoOtherEngine() {
    Engines alone = new Engines(List.of());
    assertThat(ran(alone, "layers", LARGE, 3)).isEqualTo("java");
    assertThat(ran(alone, "layers", SMALL, 3.0001f)).isEqualTo("java");
    assertThatThrownBy(() -> ran(alone, "layers", SMALL, 3.01f))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load fraud:7: a golden row produces 3.0");
    assertThatThrownBy(() -> ran(alone, "residual", SMALL, 3))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("Block does not exist: residual");
  }

  @Test
  void keepsToTheEnginesThatWereChosen() {
    Engines other = new Engines(List.of(new Native()));
    assertThat(ran(other, "layers", SMALL, 3)).isEqualTo("native");
    Engines last = new Engines(List.of(new Native(), new JavaEngine()));
    assertThat(ran(last, "layers", SMALL, 3)).isEqualTo("native");
    Engines first = new Engines(List.of(new JavaEngine(), new Native()));
    assertThat(ran(first, "layers", LARGE, 3)).isEqualTo("java");
    assertThat(ran(first, "residual", SMALL, 3)).isEqualTo("native");
    assertThat(ran(first.after(Optional.of(new Native())), "layers", SMALL, 3)).isEqualTo("java");
  }

  @Test
  void isNoServiceButTheLastResort() {
    assertThat(ServiceLoader.load(Engine.class)).isEmpty();
    assertThat(new Engines(List.of()).find(JavaEngine.FORMAT)).isInstanceOf(JavaEngine.class);
    assertThatThrownBy(() -> new Engines(List.of(new LinearEngine())).find(JavaEngine.FORMAT))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "No engine reads the format djl (give the engine of io.lifecycle4j:lifecycle-djl to"
                + " Lifecycle.builder().engine(…))");
  }

  @ParameterizedTest
  @CsvSource({"onnx, lifecycle-onnx", "torchscript, lifecycle-djl"})
  void namesTheModuleThatReadsTheFormat(String format, String module) {
    assertThatThrownBy(() -> new Engines(List.of()).find(format))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "No engine reads the format %s (add io.lifecycle4j:%s to the class path)",
            format, module);
    assertThatThrownBy(() -> new Engines(List.of(new LinearEngine())).find(format))
        .hasMessageEndingWith(
            " (give the engine of io.lifecycle4j:%s to Lifecycle.builder().engine(…))", module);
  }

  @Test
  void trainsAndInspectsWithTheOtherEngine() {
    Engines both = new Engines(List.of(new JavaEngine(), new Native()));
    assertThat(both.find(JavaEngine.FORMAT)).isInstanceOf(Native.class);
    assertThat(new Engines(List.of(new JavaEngine())).find(JavaEngine.FORMAT))
        .isInstanceOf(JavaEngine.class);
  }
}
