package io.lifecycle4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelValuesTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(TensorSpec.float32("features", 1)), List.of(TensorSpec.float32("value", 1)));
  private static final BlobId ID = new BlobId("0".repeat(64));
  private static final List<StoredFile> FILES = List.of(new StoredFile("weights", ID, 1));

  private static final GoldenRow GOLDEN =
      new GoldenRow(Map.of("features", List.of(1f)), Map.of("value", List.of(2f)));

  private static ModelManifest.Builder manifest() {
    return ModelManifest.builder(
        new ModelArtifact("djl", "linear", FILES, SIGNATURE),
        Tasks.regression("rides"),
        new FittedPreprocessing(
            new Schema(List.of(Column.of("temp", DataType.FLOAT64))), List.of()),
        new Profile(0, List.of()),
        new Provenance.Trained(
            "run-1",
            new VersionRef("rides", 1, ID),
            Splits.byColumn("part").holdout("test"),
            Map.of()));
  }

  private static ModelVersion version(int number) {
    ModelManifest manifest = manifest().golden(List.of(GOLDEN)).build();
    return new ModelVersion("ridership", number, ID, manifest, Instant.EPOCH);
  }

  @Test
  void isNamedByModelAndNumber() {
    assertThat(version(7).label()).isEqualTo("ridership:7");
    assertThatThrownBy(() -> version(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: 0 (must be at least 1)");
  }

  @Test
  void isEqualByAllPartsAndPrintsTheKindOfModel() {
    ModelManifest golden = manifest().golden(List.of(GOLDEN)).build();

    assertThat(golden).isEqualTo(manifest().golden(List.of(GOLDEN)).build());
    assertThat(golden).hasSameHashCodeAs(manifest().golden(List.of(GOLDEN)).build());
    assertThat(golden).isNotEqualTo(manifest().build());
    assertThat(manifest().build().golden()).isEmpty();
    assertThat(golden)
        .hasToString(
            "regression, djl, [features float32 [-1, 1]] -> [value float32 [-1, 1]], 1 golden row");
  }

  @Test
  void takesGoldenRowsOnce() {
    ModelManifest.Builder builder = manifest().golden(List.of());

    assertThatThrownBy(() -> builder.golden(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model manifest: golden rows set twice");
  }

  @Test
  void keepsBaselinesWithDistinctNames() {
    Baseline mean = new Baseline.Linear("mean", List.of(1.0), List.of());
    ModelManifest manifest = manifest().baselines(List.of(mean)).build();

    assertThat(manifest.baselines()).containsExactly(mean);
    assertThat(manifest).isNotEqualTo(manifest().build());
    assertThat(manifest().build().baselines()).isEmpty();
    assertThatThrownBy(() -> manifest().baselines(List.of(mean, mean)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid baselines: [mean, mean] (one name is twice)");
    assertThatThrownBy(() -> manifest().baselines(List.of()).baselines(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model manifest: baselines set twice");
  }

  @Test
  void namesTheVersionsThatItWasTrainedFrom() {
    ModelManifest.Ancestor first =
        new ModelManifest.Ancestor(
            "ridership:7",
            ID,
            new VersionRef("rides", 1, ID),
            Splits.byColumn("part").holdout("t"));
    ModelManifest further = manifest().golden(List.of(GOLDEN)).build().with(List.of(first));

    assertThat(further.ancestors()).containsExactly(first);
    assertThat(further.golden()).containsExactly(GOLDEN);
    assertThat(further).isNotEqualTo(manifest().golden(List.of(GOLDEN)).build());
    assertThatThrownBy(() -> manifest().ancestors(List.of()).ancestors(List.of()))
        .hasMessage("Invalid model manifest: ancestors set twice");
  }

  @Test
  void refusesABaselineThatIsNoFunction() {
    assertThatThrownBy(() -> new Baseline.Linear("mean", List.of(), List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid baseline mean: no constants (needs at least 1)");
    assertThatThrownBy(() -> new Baseline.Linear("l", List.of(1.0, 2.0), List.of(List.of(1.0))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid baseline l: weights of 1 outputs (must be 2)");
    assertThatThrownBy(
            () ->
                new Baseline.Linear(
                    "l", List.of(1.0, 2.0), List.of(List.of(1.0), List.of(1.0, 2.0))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid baseline l: outputs with different numbers of weights");
    assertThatThrownBy(() -> new Baseline.LastValue("last", "yesterday", Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid baseline last: NaN (must be finite)");
  }

  @Test
  void namesWhoSpeaksForAnExternalModel() {
    VersionRef data = new VersionRef("rides", 1, ID);
    SplitPlan plan = Splits.byColumn("part").holdout("test");
    assertThatThrownBy(() -> new Provenance.External("", Map.of(), data, plan, List.of(), Map.of()))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid actor name: '' (must not be empty)");
  }

  @Test
  void takesAPinnedHashInEitherCase() {
    ExternalModel.Builder model =
        ExternalModel.builder("linear").file("weights", Content.of("bytes"));
    assertThat(model.sha256("AB".repeat(32)).build().sha256())
        .contains(new BlobId("ab".repeat(32)));
    assertThatThrownBy(() -> ExternalModel.builder("linear").sha256("AB"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid SHA-256: 'AB' (must be 64 hexadecimal digits)");
    assertThatThrownBy(() -> ExternalModel.builder("linear").sha256("x".repeat(1000)))
        .hasMessage("Invalid SHA-256: '%s' (must be 64 hexadecimal digits)", "x".repeat(80));
  }

  @Test
  void refusesNetworksThatNoEngineLoads() {
    assertThatThrownBy(() -> new TrainedModel("djl", "", List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid trained model: no files (needs at least 1)");
    assertThatThrownBy(() -> new ModelArtifact("djl", "", List.of(), SIGNATURE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model: no files (needs at least 1)");
  }

  @Test
  void refusesAGoldenOutputThatIsNoNumber() {
    assertThatThrownBy(() -> new GoldenRow(Map.of(), Map.of("value", List.of(1f, Float.NaN))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid golden output value: NaN (must be finite)");
  }
}
