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
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelValuesTest {
  private static final BlobId ID = new BlobId("0".repeat(64));
  private static final List<StoredFile> FILES = List.of(new StoredFile("weights", ID, 1));

  private static Tensor tensor(int numbers, long... shape) {
    return new Tensor("input", FloatBuffer.allocate(numbers), shape);
  }

  private static Provenance provenance(int version) {
    return new Provenance(
        "run-1", "rides", version, ID, Splits.byColumn("part").holdout("test"), Map.of());
  }

  private static ModelVersion version(int number) {
    ModelManifest manifest =
        new ModelManifest(
            new ModelArtifact("djl", "linear", FILES, List.of(1), 1),
            Tasks.regression("rides"),
            new FittedPreprocessing(
                new Schema(List.of(Column.of("temp", DataType.FLOAT64))), List.of()),
            List.of(new GoldenRow(List.of(1f), List.of(2f))),
            new Profile(0, List.of()),
            provenance(1));
    return new ModelVersion("ridership", number, ID, manifest, Instant.EPOCH);
  }

  @Test
  void holdsNumbersInAShape() {
    Tensor tensor = tensor(6, 2, 3);

    assertThat(tensor.name()).isEqualTo("input");
    assertThat(tensor.shape()).containsExactly(2, 3);
    assertThat(tensor.data().remaining()).isEqualTo(6);
    assertThat(tensor(0, 0, 3).data().remaining()).isZero();
    assertThat(tensor(1).shape()).isEmpty();
  }

  @Test
  void refusesNumbersThatDoNotFillTheShape() {
    assertThatThrownBy(() -> tensor(5, 2, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid tensor input: 5 numbers for shape [2, 3] (must be its product)");
    assertThatThrownBy(() -> tensor(6, -2, -3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid tensor input: 6 numbers for shape [-2, -3] (must be its product)");
    assertThatThrownBy(() -> tensor(0, 1L << 32, 1L << 32))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid tensor input: 0 numbers for shape [4294967296, 4294967296]"
                + " (must be its product)");
    assertThatThrownBy(() -> tensor(0, 1 << 30, 1 << 30, 1 << 30, 1 << 30))
        .isInstanceOf(InvalidValueException.class);
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
    assertThatThrownBy(() -> new ModelArtifact("djl", "", List.of(), List.of(1), 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model: no files (needs at least 1)");
    assertThatThrownBy(() -> new ModelArtifact("djl", "", FILES, List.of(1), 0))
        .hasMessage("Invalid model: 0 outputs (must be positive)");
    assertThatThrownBy(() -> new ModelArtifact("djl", "", FILES, List.of(1, 0), 1))
        .hasMessage("Invalid input shape: [1, 0] (dimensions must be positive)");
  }
}
