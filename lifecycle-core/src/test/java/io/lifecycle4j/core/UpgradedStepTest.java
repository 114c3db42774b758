package io.lifecycle4j.core;

import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What another version fitted, which says more of a step, keeps its name wherever it goes. */
class UpgradedStepTest {
  private final Lifecycle home =
      Lifecycle.builder().location(URI.create("memory:new")).engine(new LinearEngine()).open();
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, InstantSource.system());

  private final Split split = Flowers.split(home, 1);
  private final FittedPreprocessing fitted =
      StepFitting.of(
              Schema.of(Flower.class), standardize("length"), standardize("width"), oneHot("soil"))
          .fit(split);
  private final String stored = asElsewhere(fitted);

  @AfterEach
  void close() {
    medium.close();
    home.close();
  }

  /** Writes it as a version does whose one-hot step has a part that this one does not know. */
  private static String asElsewhere(FittedPreprocessing fitted) {
    String form =
        fitted.form().replace("\"encode\",\"v\":1,", "\"encode\",\"v\":1,\"added\":true,");
    assertThat(form).isNotEqualTo(fitted.form());
    int asked = form.indexOf(",\"input\":");
    String text = fitted.json();
    String golden = text.substring(text.indexOf(",\"golden\":"), text.indexOf(",\"input\":"));
    return form.substring(0, asked)
        + ",\"fingerprint\":\""
        + Hashing.hash(form.getBytes(UTF_8)).sha256()
        + "\""
        + golden
        + form.substring(asked);
  }

  @Test
  void isWrittenAgainByteForByte() {
    FittedPreprocessing read = FittedPreprocessing.read(stored);
    assertThat(read.steps()).as("the steps of today").isEqualTo(fitted.steps());
    assertThat(stored).contains("\"fingerprint\":\"" + read.fingerprint() + "\"");
    assertThat(read.fingerprint()).isNotEqualTo(fitted.fingerprint());
    assertThat(read.json()).isEqualTo(stored);
  }

  @Test
  void preparesAVersionUnderTheNameThatItHas() throws IOException {
    FittedPreprocessing read = FittedPreprocessing.read(stored);
    Dataset into = home.datasets().dataset("prepared");
    DatasetVersion prepared = read.materialize(split, into);

    DatasetVersion source = split.version();
    assertThat(prepared.manifest().parents())
        .containsExactly(new Parent("flowers", 1, source.id(), read.fingerprint()));
    String kept = new String(prepared.open("preprocessing.json").readAllBytes(), UTF_8);
    assertThat(kept).isEqualTo(stored);
    assertThat(FittedPreprocessing.read(kept).materialize(split, into))
        .as("made once")
        .isEqualTo(prepared);
    Node from = new Node(Kind.DATASET, "flowers:1");
    Node to = new Node(Kind.DATASET, "prepared:1");
    assertThat(home.lineage(source).edges())
        .containsExactly(new Edge(from, to, read.fingerprint()));
  }

  @Test
  void loadsWithItsModelAndMakesTheGoldenRows() {
    FittedPreprocessing read = FittedPreprocessing.read(stored);
    assertThat(read.golden()).isNotEmpty();
    registry.register("species", manifest(read), Flowers.ALICE, "trained");

    ModelManifest found =
        Registries.over(medium, InstantSource.system()).find("species", 1).orElseThrow().manifest();
    assertThat(found.preprocessing()).isEqualTo(read);
    assertThat(found.preprocessing().json()).isEqualTo(stored);
    try (LoadedModel model =
        new Engines(List.of(new LinearEngine()))
            .load("species:1", found, registry::open, by -> {})) {
      assertThat(model).isNotNull();
    }
    registry.register("species", found, Flowers.ALICE, "the same once more");
    assertThat(registry.find("species", 2).orElseThrow().id())
        .as("the same bytes")
        .isEqualTo(registry.find("species", 1).orElseThrow().id());
  }

  private ModelManifest manifest(FittedPreprocessing preprocessing) {
    int width = preprocessing.width();
    byte[] weights = LinearEngine.file(new float[2][width + 1]);
    StoredFile file = registry.put(new NamedContent("weights", Content.of(weights)));
    ModelManifest any = Fixtures.model(file);
    return ModelManifest.builder(
            new ModelArtifact(
                LinearEngine.FORMAT,
                LinearEngine.architecture(width, 2),
                List.of(file),
                Fixtures.signature(width, any.task())),
            any.task(),
            preprocessing,
            any.reference(),
            any.provenance())
        .build();
  }

  @Test
  void givesItsNameToNoOtherSteps() {
    FittedPreprocessing liar =
        new FittedPreprocessing(
            fitted.input(),
            fitted.asked(),
            fitted.steps().subList(0, 2),
            List.of(),
            FittedPreprocessing.read(stored).form());
    Dataset into = home.datasets().dataset("prepared");
    FittedPreprocessing.read(stored).materialize(split, into);
    String problem =
        "Invalid preprocessing: fingerprint " + liar.fingerprint() + " (must be that of its steps)";
    assertThatThrownBy(() -> liar.materialize(split, into))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(problem);
    ModelManifest manifest = manifest(liar);
    assertThatThrownBy(() -> registry.register("species", manifest, Flowers.ALICE, "trained"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(problem);
    assertThat(registry.versions("species")).isEmpty();
    assertThat(into.versions()).hasSize(1);
  }
}
