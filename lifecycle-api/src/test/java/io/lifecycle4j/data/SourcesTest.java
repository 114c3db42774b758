package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final Content BYTES = Content.of("a,b\n1,2\n");
  private static final List<String> CLASSES = List.of("T-shirt/top", "Trouser");

  @Test
  void namesACsvFile() {
    Source source = Sources.csv(Path.of("data", "rides.csv.gz"));

    assertThat(source.format()).isEqualTo(new Format("csv", Map.of()));
    assertThat(source.files()).extracting(NamedContent::name).containsExactly("rides.csv.gz");
    assertThat(source.schema()).isEmpty();
    assertThat(Sources.csv("rides.csv", BYTES).files())
        .containsExactly(new NamedContent("rides.csv", BYTES));
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesFilesWithoutAName() {
    assertThatThrownBy(() -> Sources.csv((Path) null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing file: null (must be given)");
    assertThatThrownBy(() -> Sources.csv(Path.of("/")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid file: / (must have a name)");
    assertThatThrownBy(() -> Sources.csv(Path.of("")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid file name: '' (must not be empty)");
  }

  @Test
  void refusesDirectoriesThatAreNoName() {
    for (Path directory : List.of(Path.of("."), Path.of("data", ".."))) {
      assertThatThrownBy(() -> Sources.csv(directory))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot read " + directory + ": it is a directory (must be a file)");
    }
  }

  @Test
  void collectsPairsOfIdxFiles() {
    Source source =
        Sources.idx(28, 28, CLASSES)
            .part("train", Path.of("train-images.gz"), Path.of("train-labels.gz"))
            .part("test", new NamedContent("ti", BYTES), new NamedContent("tl", BYTES))
            .build();

    assertThat(source.format().id()).isEqualTo("idx");
    assertThat(source.format().option("classes", "")).isEqualTo("T-shirt/top\nTrouser");
    assertThat(source.format().option("parts", "")).isEqualTo("train\ntest");
    assertThat(source.files())
        .extracting(NamedContent::name)
        .containsExactly("train-images.gz", "train-labels.gz", "ti", "tl");
    assertThat(source.schema())
        .hasValue(
            new Schema(
                List.of(
                    Column.tensor("image", 1, 28, 28),
                    Column.of("label", DataType.STRING),
                    Column.of("part", DataType.STRING))));
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesIdxFilesThatCannotBeRead() {
    Sources.Idx idx = Sources.idx(28, 28, CLASSES);
    NamedContent file = new NamedContent("x", BYTES);

    assertThatThrownBy(idx::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid source: no files (needs at least 1)");
    assertThatThrownBy(() -> idx.part("a\nb", file, file))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid part name: 'a\\u000ab' (");
    assertThatThrownBy(() -> idx.part("train", file, null))
        .hasMessage("Missing labels: null (must be given)");
    assertThatThrownBy(() -> idx.part("train", file, file).build())
        .hasMessage("Invalid source: file x twice");
  }

  @Test
  void refusesClassesOfIdxFilesThatCannotBeToldApart() {
    assertThatThrownBy(() -> Sources.idx(28, 0, CLASSES))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid image size: 28 x 0 (must be positive)");
    assertThatThrownBy(() -> Sources.idx(28, 28, List.of()))
        .hasMessage("Invalid classes: none (needs at least 1)");
    assertThatThrownBy(() -> Sources.idx(28, 28, List.of("a", "a")))
        .hasMessage("Invalid classes: [a, a] (one is twice)");
    assertThatThrownBy(() -> Sources.idx(28, 28, List.of("a\nb")))
        .hasMessage("Invalid class: 'a\\u000ab' (must be one line, not blank)");
    assertThatThrownBy(() -> Sources.idx(28, 28, List.of("a\n")))
        .hasMessage("Invalid class: 'a\\u000a' (must be one line, not blank)");
    assertThatThrownBy(() -> Sources.idx(28, 28, List.of(" ")))
        .hasMessage("Invalid class: ' ' (must be one line, not blank)");
  }

  @Test
  void sortsOptions() {
    Format format = new Format("csv", Map.of("quote", "'", "delimiter", ";"));

    assertThat(format.options().keySet()).containsExactly("delimiter", "quote");
    assertThat(format.options()).isUnmodifiable();
    assertThat(format.option("delimiter", ",")).isEqualTo(";");
    assertThat(format.option("header", "yes")).isEqualTo("yes");
  }

  @Test
  void numbersVersionsFromOne() {
    BlobId id = new BlobId("0".repeat(64));
    Schema schema = new Schema(List.of(Column.of("temp", DataType.FLOAT64)));
    DatasetManifest manifest =
        DatasetManifest.of(
                List.of(new StoredFile("rides.csv", id, 1)),
                new Format("csv", Map.of()),
                schema,
                new Profile(0, List.of()))
            .author("alice")
            .build();

    DatasetManifest.Summary summary = manifest.summary();
    VersionHeader header = new VersionHeader("rides", 1, id, summary, Instant.EPOCH);
    assertThat(new StoredVersion(header, manifest).number()).isEqualTo(1);
    assertThat(header).hasToString("rides:1");
    assertThatThrownBy(() -> new VersionHeader("rides", 0, id, summary, Instant.EPOCH))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid dataset version: 0 (must be at least 1)");
  }

  @Test
  void saysWhoPurgedAVersionWhenAndWhy() {
    BlobId id = new BlobId("0a".repeat(32));
    DatasetManifest.Summary summary = new DatasetManifest.Summary("", "", 3, List.of());
    Purge purge = new Purge("alice", "asked to", Instant.EPOCH);
    VersionHeader header =
        new VersionHeader("rides", 3, id, summary, Instant.EPOCH, Optional.of(purge));
    assertThatThrownBy(() -> header.checkNotPurged("read rides:3"))
        .isInstanceOf(PurgedDataException.class)
        .hasMessage(
            "Cannot read rides:3: rides:3 was purged by alice at 1970-01-01T00:00:00Z (asked to)");

    PurgeReport report =
        new PurgeReport(
            new VersionRef("rides", 3, id),
            purge,
            new PurgeReport.Bytes(2, 1_000, 1, 1, List.of("dataset rides:4", "pin paper"), 1),
            List.of(new PurgeReport.Holder("model fraud:1", "weights")));
    assertThat(report)
        .hasToString(
            """
            Purged rides:3 by alice at 1970-01-01T00:00:00Z (asked to)
            deleted: 2 blobs, 1000 bytes
            kept: 1 blob, 1 byte, shared with dataset rides:4, pin paper
            kept: 1 file outside
            model fraud:1: weights
            not known here: backups, exports, check-outs, predictions on record
            """);
    assertThatThrownBy(() -> new Purge("alice", " ", Instant.EPOCH))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason of a purge: ' ' (say why; the dataset keeps it)");
  }
}
