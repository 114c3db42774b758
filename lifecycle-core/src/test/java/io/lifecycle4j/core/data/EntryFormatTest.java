package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.Versions.ErasedEntry;
import io.lifecycle4j.core.data.Versions.PurgeEntry;
import io.lifecycle4j.core.data.Versions.Purging;
import io.lifecycle4j.core.data.Versions.TagEntry;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of datasets lie on disk as {@code docs/FORMAT.md} says, byte for byte. */
class EntryFormatTest {
  private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
  private static final BlobId HASH = new BlobId("0a".repeat(32));
  private static final BlobId OTHER = new BlobId("0b".repeat(32));

  private static final Map<String, String> VECTORS = FormatVectors.entries("datasets");

  /** With nothing that may be left out. */
  private static final VersionEntry FIRST =
      new VersionEntry("rides", 1, HASH, new Summary("", "", 0, List.of()), MINUTE);

  private static final VersionEntry NEXT =
      new VersionEntry(
          "rides",
          2,
          OTHER,
          new Summary(
              "May added", "alice", 1_000, List.of(new Parent("stations", 7, HASH, "joined"))),
          Fixtures.TIME);

  private static final TagEntry TAGGED =
      new TagEntry(TagEntry.KIND, "rides", "clean", 2, "alice", Fixtures.TIME);
  private static final TagEntry UNTAGGED =
      new TagEntry(TagEntry.KIND, "rides", "clean", 0, "", MINUTE);

  private static final PurgeEntry PURGED =
      new PurgeEntry(PurgeEntry.KIND, "rides", 2, "alice", "asked to", Fixtures.TIME, HASH, OTHER);
  private static final ErasedEntry ERASED =
      new ErasedEntry(ErasedEntry.KIND, "rides", 2, Fixtures.TIME);

  private static String written(Record entry) {
    return FormatVectors.text(DataForms.JSON.write(entry));
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(
            Map.of(
                "first", written(FIRST),
                "next", written(NEXT),
                "tagged", written(TAGGED),
                "untagged", written(UNTAGGED),
                "purged", written(PURGED),
                "erased", written(ERASED)))
        .isEqualTo(VECTORS);
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples())
        .contains(VECTORS.get("next") + VECTORS.get("tagged"))
        .contains(VECTORS.get("purged") + VECTORS.get("erased"));
  }

  @Test
  void readsWhatIsDocumented() {
    Versions versions = new Versions();
    for (String vector : VECTORS.values()) {
      versions.add(new JournalEntry(1, FormatVectors.bytes(vector)));
    }
    assertThat(versions.of("rides")).containsExactly(FIRST, NEXT);
    assertThat(versions.moves("rides"))
        .containsExactly(
            new TagMove("clean", 0, 2, "alice", Fixtures.TIME),
            new TagMove("clean", 2, 0, "", MINUTE));
    assertThat(versions.findPurge("rides", 2)).contains(PURGED);
    assertThat(versions.purging()).isEqualTo(new Purging(1, List.of()));
  }

  @Test
  void refusesPurgesThatContradictEachOther() {
    Versions versions = new Versions();
    versions.add(new JournalEntry(1, DataForms.JSON.write(FIRST)));
    versions.add(new JournalEntry(2, DataForms.JSON.write(NEXT)));
    assertThatThrownBy(() -> versions.add(new JournalEntry(3, DataForms.JSON.write(ERASED))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("deletion of rides:2 (it was not purged, or deleted before)");
    versions.add(new JournalEntry(3, DataForms.JSON.write(PURGED)));
    versions.add(new JournalEntry(3, DataForms.JSON.write(PURGED))); // after an error in between
    assertThat(versions.purging()).isEqualTo(new Purging(1, List.of(PURGED)));
    PurgeEntry other =
        new PurgeEntry(
            PurgeEntry.KIND,
            "rides",
            2,
            "bob",
            "another",
            MINUTE,
            PURGED.manifest(),
            PURGED.blobs());
    assertThatThrownBy(() -> versions.add(new JournalEntry(4, DataForms.JSON.write(other))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("purge of rides:2 (there is none, or it was purged before)");
  }
}
