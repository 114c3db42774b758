package io.lifecycle4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
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

  private static Provenance provenance(int version) {
    return new Provenance(
        "run-1", "rides", version, ID, Splits.byColumn("part").holdout("test"), Map.of());
  }

  private static ModelVersion version(int number) {
    ModelManifest manifest =
        new ModelManifest(
            new ModelArtifact("djl", "linear", FILES, SIGNATURE),
            Tasks.regression("rides"),
            new FittedPreprocessing(
                new Schema(List.of(Column.of("temp", DataType.FLOAT64))), List.of()),
            List.of(new GoldenRow(Map.of("features", List.of(1f)), Map.of("value", List.of(2f)))),
            new Profile(0, List.of()),
            provenance(1));
    return new ModelVersion("ridership", number, ID, manifest, Instant.EPOCH);
  }

  @Test
  void isNamedByModelAndNumber() {
    assertThat(version(7).label()).isEqualTo("ridership:7");
    assertThatThrownBy(() -> version(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: 0 (must be at least 1)");
    assertThatThrownBy(() -> provenance(0))
        .hasMessage("Invalid data set version: 0 (must be at least 1)");
  }

  @Test
  void refusesArtifactsThatNoEngineLoads() {
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
