package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A version that a program put into the registry itself. */
class ExternalVersionTest {
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, InstantSource.system());
  private Lifecycle home;
  private Split split;
  private ModelVersion trained;
  private ModelVersion external;

  @BeforeEach
  void register() {
    home = Lifecycle.builder().medium(medium).engine(new LinearEngine()).open();
    split = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      trained = Flowers.promoted(model, split);
    }
    external =
        registry.register("species", Fixtures.external(trained.manifest()), ALICE, "found it");
  }

  @AfterEach
  void close() {
    home.close();
    medium.close();
  }

  @Test
  void isStoredWithWhoSpeaksForIt() {
    ModelVersion found = home.models().version("species", 2);

    assertThat(found).isEqualTo(external);
    assertThat(found.manifest().provenance())
        .asString()
        .startsWith("External[by=alice, facts={source=https://models.example/fraud}, data=");
  }

  @Test
  void servesWhereNothingIsRequired() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.promote(external, ALICE, "nothing is required");

      assertThat(model.predict(new Flower(1, 1, "clay")).version()).hasValue(2);
    }
  }

  @Test
  void doesNotServeIfItsNetworkHasOtherInputs() {
    ModelManifest right = external.manifest();
    ModelArtifact artifact = right.artifact();
    Signature narrower =
        new Signature(List.of(TensorSpec.float32("features", 1)), artifact.signature().outputs());
    ModelManifest wrong =
        ModelManifest.builder(
                new ModelArtifact(
                    artifact.format(), artifact.architecture(), artifact.files(), narrower),
                right.task(),
                right.preprocessing(),
                right.reference(),
                right.provenance())
            .build();
    ModelVersion version = registry.register("species", wrong, ALICE, "found it");
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.promote(version, ALICE, "nothing is required"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith(
              "Cannot load species:3: the inputs of its network are [features float32 [-1, 1]]");
      assertThat(model.findProduction()).contains(trained);
    }
  }

  @Test
  void keepsItsFilesAndNeedsNoOthers() {
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    home.maintenance().collectGarbage().run();

    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.promote(external, ALICE, "nothing is required");
      assertThat(model.findProduction()).contains(external);
    }
  }
}
