package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.SafetensorsFile;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.registry.ModelExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {
  @TempDir Path directory;

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private ModelVersion version;
  private Path file;

  @BeforeEach
  void train() {
    home = Flowers.in(directory.resolve("home"), engine);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
    }
    file = directory.resolve("species.safetensors");
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void writesTheWeightsWithoutLoadingThem() throws IOException {
    int loaded = engine.loaded();

    assertThat(home.models().export(version).weightsToSafetensors(file)).isEqualTo(1);

    assertThat(engine.loaded()).isEqualTo(loaded);
    SafetensorsFile read = SafetensorsFile.read(Files.readAllBytes(file));
    ModelArtifact artifact = version.manifest().artifact();
    assertThat(read.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "model",
                "species:1",
                "manifest",
                version.id().sha256(),
                "format",
                "linear",
                "network",
                artifact.architecture(),
                "task",
                SchemaForms.JSON.text(version.manifest().task()),
                "inputs",
                "features float32 [-1, 4]",
                "outputs",
                "scores float32 [-1, 3]",
                "sha256",
                artifact.files().get(0).blob().sha256()));
    assertThat(read.shape("weights")).containsExactly(3, 5);
    assertComputes(read.numbers("weights"), version.manifest().golden());
  }

  /** Computes the golden rows from the exported weights alone. */
  private static void assertComputes(float[] weights, List<GoldenRow> golden) {
    assertThat(golden).isNotEmpty();
    for (GoldenRow row : golden) {
      List<Float> input = row.inputs().getOrDefault("features", List.of());
      for (int output = 0; output < 3; output++) {
        double sum = weights[output * 5 + 4];
        for (int i = 0; i < 4; i++) {
          sum += weights[output * 5 + i] * input.get(i);
        }
        assertThat(sum)
            .isCloseTo(row.outputs().getOrDefault("scores", List.of()).get(output), within(1e-4));
      }
    }
  }

  @Test
  void writesTheGoldenRowsAsLines() throws IOException {
    Path lines = directory.resolve("golden.jsonl");
    List<GoldenRow> golden = version.manifest().golden();

    assertThat(home.models().export(version).goldenRowsToJsonLines(lines)).isEqualTo(golden.size());

    List<String> written = Files.readAllLines(lines);
    assertThat(written).hasSameSizeAs(golden);
    for (int i = 0; i < golden.size(); i++) {
      JsonNode row = new ObjectMapper().readTree(written.get(i));
      assertThat(row.fieldNames()).toIterable().containsExactly("inputs", "outputs");
      assertThat(numbers(row.path("inputs").path("features")))
          .containsExactlyElementsOf(golden.get(i).inputs().getOrDefault("features", List.of()));
      assertThat(numbers(row.path("outputs").path("scores")))
          .containsExactlyElementsOf(golden.get(i).outputs().getOrDefault("scores", List.of()));
    }
  }

  private static List<Float> numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).floatValue()).toList();
  }

  @Test
  void exportsFromAHomeThatIsReadOnly() {
    home.close();
    try (Lifecycle reader =
        Lifecycle.builder().directory(directory.resolve("home")).engine(engine).readOnly().open()) {
      reader.models().export(version).weightsToSafetensors(file);
    }
    assertThat(file).exists();
  }

  @Test
  void replacesNoFileAndWritesIntoNoHome() throws IOException {
    ModelExport export = home.models().export(version);
    Files.writeString(file, "mine");
    Path inside = directory.resolve("home").resolve("species.safetensors");

    assertThatThrownBy(() -> export.weightsToSafetensors(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it exists");
    assertThatThrownBy(() -> export.goldenRowsToJsonLines(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it exists");
    assertThatThrownBy(() -> export.weightsToSafetensors(inside))
        .isInstanceOf(InvalidValueException.class);
    assertThat(file).hasContent("mine");
    assertThat(inside).doesNotExist();
    assertThat(directory).isDirectoryNotContaining("glob:**unfinished");
  }

  @Test
  void rejectsAVersionOfAnotherHome() {
    try (Lifecycle other = Flowers.inMemory()) {
      assertThatThrownBy(() -> other.models().export(version))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Model version does not exist: species:1");
      try (ManagedModel<Flower, String> model = Flowers.model(other).open()) {
        model.train(Flowers.split(other, 2));
      }
      assertThatThrownBy(() -> other.models().export(version))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Model version does not exist: species:1 (the one of this home is another)");
    }
  }

  @Test
  void saysSoIfTheEngineCannotReadWeightsAlone() {
    home.close();
    home = Flowers.in(directory.resolve("home"), new Program());
    assertThatThrownBy(() -> home.models().export(version).weightsToSafetensors(file))
        .isInstanceOf(MissingCapabilityException.class)
        .hasMessage(
            "Cannot read the weights alone of a network of format linear: its engine has no such"
                + " capability (use the files of the model themselves)");
    assertThat(file).doesNotExist();
  }

  /** An engine without the capability. */
  private static final class Program implements Engine {
    @Override
    public Set<String> formats() {
      return Set.of(LinearEngine.FORMAT);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Engine.Files files) {
      return new LinearEngine().load(artifact, files);
    }
  }
}
