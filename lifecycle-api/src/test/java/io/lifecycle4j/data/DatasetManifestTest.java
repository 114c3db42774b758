package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DatasetManifestTest {
  private static final BlobId ID = new BlobId("0".repeat(64));
  private static final BlobId REPORT = new BlobId("1".repeat(64));
  private static final List<StoredFile> FILES = List.of(new StoredFile("rides.csv", ID, 1));
  private static final Format CSV = new Format("csv", Map.of());
  private static final Schema SCHEMA = new Schema(List.of(Column.of("temp", DataType.FLOAT64)));
  private static final Profile PROFILE = new Profile(7, List.of());
  private static final DatasetManifest.Parent PARENT =
      new DatasetManifest.Parent("raw", 2, ID, "joined");

  private static DatasetManifest.Builder plain() {
    return DatasetManifest.of(FILES, CSV, SCHEMA, PROFILE);
  }

  private static DatasetManifest whole() {
    return plain()
        .message("first try")
        .author("alice")
        .metadata(Map.of("licence", "CC0"))
        .parents(List.of(PARENT))
        .report(REPORT)
        .build();
  }

  @Test
  void keepsEveryPart() {
    DatasetManifest manifest = whole();

    assertThat(manifest.files()).isEqualTo(FILES);
    assertThat(manifest.format()).isEqualTo(CSV);
    assertThat(manifest.schema()).isEqualTo(SCHEMA);
    assertThat(manifest.profile()).isEqualTo(PROFILE);
    assertThat(manifest.message()).isEqualTo("first try");
    assertThat(manifest.author()).isEqualTo("alice");
    assertThat(manifest.metadata()).isEqualTo(Map.of("licence", "CC0"));
    assertThat(manifest.parents()).containsExactly(PARENT);
    assertThat(manifest.report()).contains(REPORT);
  }

  @Test
  void saysNothingThatWasNotSaid() {
    DatasetManifest manifest = plain().build();

    assertThat(manifest.message()).isEmpty();
    assertThat(manifest.author()).isEmpty();
    assertThat(manifest.metadata()).isEmpty();
    assertThat(manifest.parents()).isEmpty();
    assertThat(manifest.report()).isEmpty();
  }

  @Test
  void equalsOneWithTheSameParts() {
    assertThat(whole()).isEqualTo(whole()).hasSameHashCodeAs(whole());
    assertThat(whole()).isNotEqualTo(null).isNotEqualTo("first try");
  }

  @Test
  void differsByEachPart() {
    List<StoredFile> files = List.of(new StoredFile("rides.csv", REPORT, 1));
    Format format = new Format("jsonl", Map.of());
    Schema schema = new Schema(List.of(Column.of("temp", DataType.INT64)));
    Profile profile = new Profile(8, List.of());

    List<DatasetManifest> all =
        Stream.of(
                plain(),
                DatasetManifest.of(files, CSV, SCHEMA, PROFILE),
                DatasetManifest.of(FILES, format, SCHEMA, PROFILE),
                DatasetManifest.of(FILES, CSV, schema, PROFILE),
                DatasetManifest.of(FILES, CSV, SCHEMA, profile),
                plain().message("x"),
                plain().author("x"),
                plain().metadata(Map.of("x", "")),
                plain().parents(List.of(PARENT)),
                plain().report(REPORT))
            .map(DatasetManifest.Builder::build)
            .toList();

    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void tellsWhatItIsInALine() {
    assertThat(plain().build()).hasToString("1 file, 7 rows, csv");
    assertThat(whole()).hasToString("1 file, 7 rows, csv: first try");
  }

  @Test
  void refusesKeysAndParentsThatAreNone() {
    assertThatThrownBy(() -> plain().metadata(Map.of("a/b", "")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid metadata name: 'a/b' (");
    assertThatThrownBy(() -> new DatasetManifest.Parent("raw", 0, ID, ""))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid dataset version: 0 (must be at least 1)");
    assertThatThrownBy(() -> new DatasetManifest.Parent("", 1, ID, ""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid dataset name: '' (must not be empty)");
  }
}
