package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.training.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of elsewhere enters as a candidate, and lives like any other version. */
class RegisteredModelTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private Split split;
  private ModelVersion trained;
  private byte[] weights;

  @BeforeEach
  void train() {
    home = Flowers.inMemory(engine);
    split = Flowers.split(home, 1);
    List<TrainedModel> kept = new ArrayList<>();
    Trainer trainer =
        context -> {
          TrainedModel made = LinearTrainer.small().train(context);
          kept.add(made);
          return made;
        };
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(trainer).open()) {
      trained = Flowers.promoted(model, split);
    }
    weights = bytes(kept.get(0).files().get(0).content());
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static ExternalModel.Builder elsewhere(byte[] file) {
    return elsewhere(Content.of(file));
  }

  private static ExternalModel.Builder elsewhere(Content file) {
    return ExternalModel.builder(LinearEngine.FORMAT)
        .architecture(LinearEngine.architecture(4, 3))
        .file(LinearEngine.FILE, file);
  }

  private ModelVersion register(ExternalModel.Builder external) {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      return model.register(external, split, ALICE, "From research");
    }
  }

  private void assertRefused(
      ExternalModel.Builder external, Class<? extends LifecycleException> type, String message) {
    assertThatThrownBy(() -> register(external)).isInstanceOf(type).hasMessage(message);
    assertNothingIsRegistered();
  }

  private void assertNothingIsRegistered() {
    assertThat(home.models().versions("species")).containsExactly(RegisteredVersion.of(trained));
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
  }

  @Test
  void livesLikeAnyOtherVersion() {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .gates(
                linear(
                    metric("accuracy").atLeast(0.8),
                    notWorseThanProduction("accuracy").within(0.1)))
            .open()) {
      ModelVersion version = model.register(elsewhere(weights), split, ALICE, "From research");

      assertThat(version.label()).isEqualTo("species:2");
      Evaluation evaluation = model.evaluate(version);
      assertThat(evaluation.metrics()).isEqualTo(model.evaluate(trained).metrics());
      model.promote(version, ALICE, "As good");
      assertThat(model.predict(VIRGINICA).value()).isEqualTo("virginica");
      assertThat(model.predict(VIRGINICA).version()).hasValue(2);
      model.rollback(ALICE, "Back");
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      assertThat(model.history().get(2).toString()).contains("From research");
    }
  }

  @Test
  void isDescribedLikeATrainedVersion() {
    ModelManifest manifest = register(elsewhere(weights)).manifest();

    assertThat(manifest.artifact()).isEqualTo(trained.manifest().artifact());
    assertThat(manifest.golden()).isEqualTo(trained.manifest().golden());
    assertThat(manifest.reference()).isEqualTo(trained.manifest().reference());
    assertThat(manifest.baselines()).isEqualTo(trained.manifest().baselines());
    assertThat(manifest.preprocessing()).isEqualTo(trained.manifest().preprocessing());
    assertThat(manifest.task()).isEqualTo(trained.manifest().task());
  }

  @Test
  void rejectsAWorseNetworkByTheGates() {
    byte[] worse = LinearEngine.file(new float[3][5]);
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).gates(linear(metric("accuracy").atLeast(0.8))).open()) {
      ModelVersion version = model.register(elsewhere(worse), split, ALICE, "From research");
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try it"))
          .isInstanceOf(GateFailedException.class);
      assertThat(model.findProduction()).contains(trained);
    }
  }

  @Test
  void keepsWhereItCameFrom() {
    BlobId hash = Hashing.hash(weights);
    ModelVersion version =
        register(
            elsewhere(weights)
                .sha256(hash.sha256())
                .fact("source", "https://models.example/flowers")
                .fact("password", "password=hunter2hunter2"));

    Provenance.External from = (Provenance.External) version.manifest().provenance();
    assertThat(from.by()).isEqualTo("alice");
    assertThat(from.facts()).containsEntry("source", "https://models.example/flowers");
    assertThat(from.facts().get("password")).doesNotContain("hunter2");
    assertThat(from.data()).isEqualTo(split.version().ref());
    assertThat(from.plan()).isEqualTo(split.plan());
    assertThat(from.pinned()).containsExactly(hash);
    assertThat(home.models().version("species", 2)).isEqualTo(version);
  }

  @Test
  void comesAfterItsDataInTheLineage() {
    ModelVersion version = register(elsewhere(weights));

    assertThat(home.lineage(version).edges())
        .containsExactly(
            new Edge(
                new Node(Kind.DATASET, "flowers:1"),
                new Node(Kind.MODEL, "species:2"),
                "registered with it"));
  }

  @Test
  void keepsItsDataFromTheGarbageCollector() {
    ModelVersion version = register(elsewhere(weights));
    home.maintenance().collectGarbage().run();

    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.evaluate(version).metrics()).containsKey("accuracy");
    }
  }

  @Test
  void refusesAFileOfAnotherHash() {
    String other = Hashing.hash(new byte[1]).sha256();

    assertRefused(
        elsewhere(weights).sha256(other),
        UntrustedModelException.class,
        "Cannot register species: weights has the SHA-256 "
            + Hashing.hash(weights)
            + " (must be "
            + other
            + ")");
  }

  @Test
  void refusesATruncatedFile() {
    assertRefused(
        elsewhere(Arrays.copyOf(weights, weights.length - 1)),
        UntrustedModelException.class,
        "Cannot load network: 59 bytes do not fit dense 4 3");
  }

  @Test
  void refusesAFileThatCannotBeRead(@TempDir Path folder) {
    assertThatThrownBy(() -> register(elsewhere(Content.of(folder.resolve("missing")))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("missing");
    assertNothingIsRegistered();
  }

  @Test
  void refusesAFormatThatNoEngineReads() {
    assertRefused(
        ExternalModel.builder("pickle").file("model.pkl", Content.of("code")),
        NotFoundException.class,
        "No engine reads the format pickle (must be one of: linear)");
  }

  @Test
  void refusesAnotherShapeOrType() {
    List<TensorSpec> outputs = List.of(TensorSpec.float32("logits", 3));

    assertRefused(
        elsewhere(weights).signature(new Signature(List.of(TensorSpec.float32("x", 5)), outputs)),
        UntrustedModelException.class,
        "Cannot register species: the inputs of its file are [x float32 [-1, 5]] (its preprocessing"
            + " makes [features float32 [-1, 4]], whatever the names)");
    assertRefused(
        elsewhere(weights)
            .signature(
                new Signature(
                    List.of(TensorSpec.float32("x", 4)), List.of(TensorSpec.float32("y", 2)))),
        UntrustedModelException.class,
        "Cannot register species: the outputs of its file are [y float32 [-1, 2]] (its task needs"
            + " [scores float32 [-1, 3]], whatever the names)");
    register(
        elsewhere(weights).signature(new Signature(List.of(TensorSpec.float32("x", 4)), outputs)));
  }

  @Test
  void refusesOutputsThatAreNotFinite() {
    byte[] broken = weights.clone();
    ByteBuffer.wrap(broken).putFloat(4 * Float.BYTES, Float.NaN);

    assertThatThrownBy(() -> register(elsewhere(broken)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot register species: output scores[0] of the network is NaN for training row 0"
                + " (must be finite)");
    assertNothingIsRegistered();
  }

  @Test
  void provesThatPythonComputesTheSame() {
    String golden =
        trained.manifest().golden().stream()
            .map(row -> json(row.inputs(), row.outputs()))
            .collect(Collectors.joining("\n"));

    ModelManifest manifest = register(elsewhere(weights).golden(Content.of(golden))).manifest();

    assertThat(manifest.golden()).hasSize(8);
    assertThat(manifest.golden().get(4).inputs())
        .isEqualTo(trained.manifest().golden().get(0).inputs());
  }

  private static String json(Map<String, List<Float>> inputs, Map<String, List<Float>> outputs) {
    return "{\"inputs\":{\"features\":"
        + inputs.get("features")
        + "},\"outputs\":{\"scores\":"
        + outputs.get("scores")
        + "}}";
  }

  private static List<Float> numbers(Map<String, List<Float>> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  @Test
  void refusesAnOutputThatPythonDidNotCompute() {
    GoldenRow row = trained.manifest().golden().get(0);
    float first = numbers(row.outputs(), "scores").get(0);
    for (List<Float> scores : List.of(List.of(first + 2e-4f, 0f, 0f), List.of(.5f, .2f, .3f))) {
      boolean likely = scores.get(2) > 0;
      assertThatThrownBy(
              () ->
                  register(
                      elsewhere(weights)
                          .golden(Content.of("\n" + json(row.inputs(), Map.of("scores", scores))))))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith("Cannot register species: the golden row in line 2 produces ")
          .hasMessageEndingWith(
              "within 1.0E-5): "
                  + (likely
                      ? "its outputs look like probabilities, but must be the scores before the"
                          + " softmax, or the logarithm of probabilities"
                      : "its inputs must be what the network gets, after all preprocessing"));
    }
    assertNothingIsRegistered();
  }

  @Test
  void refusesGoldenRowsThatDoNotFit() {
    assertRefused(
        elsewhere(weights)
            .golden(Content.of("\n{\"inputs\":{\"x\":[1]},\"outputs\":{\"scores\":[1,2,3]}}")),
        InvalidValueException.class,
        "Invalid golden row in line 2: inputs are [features of 1 numbers] (must be [features"
            + " float32 [-1, 4]])");
  }

  @Test
  void mayHaveStepsOfItsOwn(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("raw.bin"), weights);

    ModelManifest manifest =
        register(elsewhere(Content.of(file)).preprocessing(Steps.oneHot("soil"))).manifest();

    assertThat(manifest.preprocessing().asked()).hasSize(1);
    assertThat(numbers(manifest.golden().get(0).inputs(), "features").get(0))
        .isCloseTo(1.5f, within(8f))
        .isNotEqualTo(numbers(trained.manifest().golden().get(0).inputs(), "features").get(0));
  }

  private void assertNotRegistered(ManagedModel<Flower, String> closed, Content file) {
    assertThatThrownBy(() -> closed.register(elsewhere(file), split, ALICE, "Late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model species is closed");
    assertNothingIsRegistered();
  }

  @Test
  void isNotRegisteredOnceTheModelIsClosed() {
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    model.close();
    assertNotRegistered(model, Content.of(weights));
  }

  @Test
  void isNotLoadedIfTheModelIsClosedWhileItIsRead() {
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    int before = engine.loaded();
    assertNotRegistered(
        model,
        out -> {
          model.close();
          out.write(weights);
        });
    assertThat(engine.loaded()).isEqualTo(before);
  }

  @Test
  void isNotStoredIfTheModelIsClosedWhileItRuns() {
    weights[weights.length - 1] ^= 1; // a file that is not stored yet
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    engine.meanwhile(model::close);
    assertNotRegistered(model, Content.of(weights));
    GarbageReport garbage = home.maintenance().collectGarbage().run();
    assertThat(garbage.spared().blobs() + garbage.quarantined().blobs()).as("files").isZero();
  }
}
