package io.lifecycle4j.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins every document on disk: a renamed component must not change what old homes mean. */
class ModelManifestDocumentTest {
  private static final BlobId HASH = new BlobId("0123456789abcdef".repeat(4));
  private static final StoredFile FILE = new StoredFile("rides.csv", HASH, 12);
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.builder("temp", DataType.FLOAT64).nullable().build(),
              Column.builder("day", DataType.STRING).nullable().build(),
              Column.tensor("image", 1, 2, 2)));
  private static final Profile PROFILE =
      new Profile(
          3,
          List.of(
              new ColumnProfile(
                  "temp",
                  3,
                  1,
                  new Moments(-1.5, 2, 0.25, Double.NaN),
                  new Histogram(List.of(0.0), List.of(1L, 1L)),
                  Map.of()),
              new ColumnProfile("day", 3, 0, null, null, Map.of("mon", 2L, "tue", 1L))));

  @Test
  void keepsTheFormOfAModelManifest() throws IOException {
    pin(
        "model-manifest.json",
        model(
            Tasks.classification("day", "mon", "tue"),
            trained(new SplitPlan.ByColumn("part", "train", "test", 1, 0.1, 42))));
    pin(
        "model-manifest-regression.json",
        model(
                new Regression("rides"),
                trained(new SplitPlan.ByHash(7, 0.8, 0.1, 0.1)),
                new Baseline.Linear("linear", List.of(1.5), List.of(List.of(0.25, -1.0, 0.0))),
                new Baseline.LastValue("last_value", "yesterday", 2.5),
                new Baseline.Adjusted(
                    new Baseline.Linear("mean", List.of(0.5), List.of()), new Regression("rides")))
            .with(
                List.of(
                    new Ancestor(
                        "rides:7",
                        HASH,
                        new VersionRef("rides", 1, HASH),
                        new SplitPlan.ByHash(7, 0.8, 0.1, 0.1)))));
    pin(
        "model-manifest-external.json",
        model(
            new Regression("rides"),
            new Provenance.External(
                "alice",
                Map.of("license", "Apache-2.0", "source", "a hub"),
                new VersionRef("rides", 1, HASH),
                new SplitPlan.ByHash(7, 0.8, 0.1, 0.1),
                List.of(FILE.blob()),
                Map.of("java", "17"))));
  }

  private static ModelManifest model(Task<?> task, Provenance provenance, Baseline... baselines) {
    return ModelManifest.builder(
            new ModelArtifact("djl", "dense(2)", List.of(FILE), Fixtures.signature(3, task)),
            task,
            new FittedPreprocessing(
                SCHEMA,
                List.of(
                    new FittedStep.Fill("temp", 0.5),
                    new FittedStep.Linear("temp", 1, 2),
                    new FittedStep.Encode("day", List.of("mon", "tue"), UnknownPolicy.ZEROS))),
            PROFILE,
            provenance)
        .golden(List.of(Fixtures.golden(List.of(0.1f, Float.NaN), task, List.of(1f, -2.5e-8f))))
        .baselines(List.of(baselines))
        .build();
  }

  private static Provenance trained(SplitPlan plan) {
    return new Provenance.Trained(
        "run1", new VersionRef("rides", 1, HASH), plan, Map.of("java", "17"));
  }

  private static void pin(String name, ModelManifest value) throws IOException {
    String text = document(name);
    assertThat(new String(ModelManifestDocument.write(value), UTF_8)).isEqualTo(text);
    assertThat(ModelManifestDocument.read(text.getBytes(UTF_8), name)).isEqualTo(value);
  }

  @Test
  void readsNoModelManifestOfAnotherFormOrWithoutAPart() throws IOException {
    String text = document("model-manifest.json");
    assertThatThrownBy(() -> read(text.replace(",\"v\":1}", ",\"v\":2}")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith(
            "Cannot read it: Invalid form of a model manifest: 2 (this library reads 1, another"
                + " version wrote it)");
    assertThatThrownBy(() -> read(text.replace(",\"v\":1}", "}")))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> read(text.replace("\"provenance\"", "\"origin\"")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read it: Missing provenance: null (must be given)");
    assertThatThrownBy(() -> read(text.replace("\"trained\"", "\"found\"")))
        .isInstanceOf(CorruptDataException.class);
  }

  private static ModelManifest read(String text) {
    return ModelManifestDocument.read(text.getBytes(UTF_8), "it");
  }

  private static String document(String name) throws IOException {
    try (InputStream in =
        ModelManifestDocumentTest.class.getResourceAsStream("/documents/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), UTF_8).strip();
    }
  }
}
