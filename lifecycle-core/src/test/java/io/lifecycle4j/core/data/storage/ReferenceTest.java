package io.lifecycle4j.core.data.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.data.SampleLocations;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are kept by reference are used only while they are what they were. */
class ReferenceTest {
  private static final String TEXT = "day,temp,riders\nMon,1,10\n";
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path directory;
  private Path file;
  private final SampleHome home = new SampleHome();
  private final SampleLocations bucket = new SampleLocations(TEXT);

  @BeforeEach
  void make() throws IOException {
    file = directory.resolve("rides.csv");
    write(TEXT, TIME);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void write(String text, FileTime time) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, time);
  }

  private DatasetVersion commit() {
    return home.rides().snapshot(Sources.csv(file)).schema(SampleHome.RIDES).byReference().commit();
  }

  @Test
  void keepsNoBytesAndReadsTheFile() {
    DatasetVersion version = commit();

    StoredFile stored = version.manifest().files().get(0);
    BlobId hash = Hashing.hash(TEXT.getBytes(UTF_8));
    StorageMode reference = new StorageMode.Reference(file.toUri(), "2026-01-01T00:00:00Z");
    assertThat(stored).isEqualTo(new StoredFile("rides.csv", hash, TEXT.length(), reference));
    assertThat(home.medium.blobs().contains(hash)).isFalse();
    assertThat(SampleHome.texts(home.rows(version))).containsExactly("Mon 1.0 10.0");
    assertThat(commit().number()).isEqualTo(1);
  }

  @Test
  void readsAPart() throws IOException {
    StoredFile stored = commit().manifest().files().get(0);

    assertThat(home.store.open(stored)).hasContent(TEXT);
    assertThat(home.store.open(stored, 4, 4)).hasContent("temp");
    assertThat(home.store.open(stored, 25, 0)).isEmpty();
    assertThatThrownBy(() -> home.store.open(stored, 20, 6))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid part of rides.csv: 6 bytes from byte 20 (it has 25)");
  }

  @Test
  void refusesAPartOfAFileThatIsShorterThanItWas() throws IOException {
    StoredFile stored = commit().manifest().files().get(0);

    write("day", TIME);
    assertThatThrownBy(() -> home.store.open(stored, 4, 4))
        .isInstanceOf(StaleDataException.class)
        .hasMessageEndingWith(
            "it is shorter than it was (it ends at byte 3 (must have 4 bytes from byte 4))");
  }

  /** Locations without parts of their own open the whole, and give no more than is asked for. */
  @Test
  void readsAPartByReadingTheWhole() throws IOException {
    Locations whole =
        new Locations() {
          @Override
          public Stat stat(URI location) throws IOException {
            return bucket.stat(location);
          }

          @Override
          public Located open(URI location) throws IOException {
            return bucket.open(location);
          }
        };
    StorageMode reference = new StorageMode.Reference(SampleLocations.AT, "etag-1");
    BlobId hash = Hashing.hash(TEXT.getBytes(UTF_8));
    StoredFile stored = new StoredFile("rides.csv", hash, TEXT.length(), reference);
    KeptFile kept = new KeptFiles(home.medium.blobs(), whole).of(stored);

    try (InputStream in = kept.open(4, 4)) {
      assertThat(in).hasContent("temp");
    }
    assertThat(bucket.takeCalls()).containsExactly("open");
    bucket.text = "day";
    assertThatThrownBy(() -> kept.open(4, 4)).isInstanceOf(StaleDataException.class);
  }

  @Test
  void refusesAPartThatEndsWhileItIsRead() throws IOException {
    StorageMode reference = new StorageMode.Reference(SampleLocations.AT, "etag-1");
    BlobId hash = Hashing.hash(TEXT.getBytes(UTF_8));
    StoredFile stored = new StoredFile("rides.csv", hash, 30, reference);
    Locations lying =
        new Locations() {
          @Override
          public Stat stat(URI location) {
            return new Stat("etag-1", 30);
          }

          @Override
          public Located open(URI location) throws IOException {
            return new Located(stat(location), bucket.open(location).bytes());
          }
        };
    try (InputStream in = new KeptFiles(home.medium.blobs(), lying).of(stored).open(20, 10)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(StaleDataException.class)
          .hasMessageEndingWith("it is shorter than it was (5 bytes are missing)");
    }
  }

  @Test
  void survivesACollectionAndIsWholeForItsReferences() {
    DatasetVersion version = commit();

    assertThat(DatasetStores.needed(home.medium.blobs(), version.id()).documents())
        .allMatch(home.medium.blobs()::contains);
  }

  @Test
  void readsTheSameManifestInAnotherStore() {
    DatasetVersion version = commit();

    DatasetStore again = DatasetStores.over(home.medium, InstantSource.fixed(SampleHome.NOW));
    assertThat(again.find("rides", 1))
        .hasValueSatisfying(
            stored -> {
              assertThat(stored.manifest()).isEqualTo(version.manifest());
              assertThat(SampleHome.texts(again.rows(stored))).containsExactly("Mon 1.0 10.0");
            });
  }

  @Test
  void refusesAFileThatChanged() throws IOException {
    DatasetVersion version = commit();

    write(TEXT + "Tue,2,20\n", TIME);
    assertThatThrownBy(() -> SampleHome.texts(home.rows(version)))
        .isInstanceOf(StaleDataException.class)
        .hasMessage(
            "Cannot read rides.csv at %s: it changed since the snapshot: 34 bytes of"
                + " 2026-01-01T00:00:00Z (must be 25 of 2026-01-01T00:00:00Z)",
            file.toUri());

    write(TEXT, FileTime.from(SampleHome.NOW));
    assertThatThrownBy(() -> SampleHome.texts(home.rows(version)))
        .isInstanceOf(StaleDataException.class)
        .hasMessageContaining("25 bytes of 2026-03-01T12:00:00Z");

    write(TEXT, TIME);
    assertThat(SampleHome.texts(home.rows(version))).hasSize(1);
  }

  @Test
  void refusesOtherBytesThatLookTheSame() throws IOException {
    DatasetVersion version = commit();

    write(TEXT.replace("10", "99"), TIME);

    assertThatThrownBy(() -> SampleHome.texts(home.rows(version)))
        .isInstanceOf(StaleDataException.class)
        .hasMessage(
            "Cannot read rides.csv at %s: it changed since the snapshot, though it does not look"
                + " so",
            file.toUri());
  }

  @Test
  void refusesAFileThatHasGone() throws IOException {
    DatasetVersion version = commit();

    Files.delete(file);
    assertThatThrownBy(() -> SampleHome.texts(home.rows(version)))
        .isInstanceOf(StaleDataException.class)
        .hasMessage("Cannot read rides.csv at %s: it is no longer there", file.toUri());

    Files.createDirectory(file);
    assertThatThrownBy(() -> SampleHome.texts(home.rows(version)))
        .isInstanceOf(StaleDataException.class);
    assertThatThrownBy(this::commit).isInstanceOf(InvalidDataException.class);
  }

  @Test
  void refusesBytesWithoutALocation() {
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("rides.csv", Content.of(TEXT)))
                    .schema(SampleHome.RIDES)
                    .byReference()
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it has no location");
  }

  @Test
  void refersToALocationThatTheUserOpens() {
    try (Medium medium = Media.memory()) {
      InstantSource clock = InstantSource.fixed(SampleHome.NOW);
      DatasetStore store = DatasetStores.over(medium, clock, bucket);
      Source source = Sources.csv("rides.csv", Content.at(SampleLocations.AT, bucket));
      DatasetVersion version =
          DatasetStores.datasets(store, clock)
              .dataset("rides")
              .snapshot(source)
              .schema(SampleHome.RIDES)
              .byReference()
              .commit();

      assertThat(version.manifest().files().get(0).keeping())
          .isEqualTo(new StorageMode.Reference(SampleLocations.AT, "etag-1"));
      assertThat(rows(store)).containsExactly("Mon 1.0 10.0");
      bucket.tag = "etag-2";
      assertThatThrownBy(() -> rows(store)).isInstanceOf(StaleDataException.class);
      bucket.tag = "etag-1";
      bucket.text = TEXT.replace("10", "99");
      assertThatThrownBy(() -> rows(store)).isInstanceOf(StaleDataException.class);
      bucket.text = "";
      assertThatThrownBy(() -> rows(store)).isInstanceOf(StaleDataException.class);
    }
  }

  private static List<String> rows(DatasetStore store) {
    return SampleHome.texts(store.rows(store.find("rides", 1).orElseThrow()));
  }

  @Test
  void copiesWhatIsAtALocationUnlessAskedOtherwise() {
    DatasetVersion version =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.at(SampleLocations.AT, bucket)))
            .schema(SampleHome.RIDES)
            .commit();
    bucket.text = "";

    assertThat(SampleHome.texts(home.rows(version))).containsExactly("Mon 1.0 10.0");
  }
}
