package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  private static final String CSV = "day,temp,riders\nMon,1,10\nTue,,20\n";

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static NamedContent file(String name, String text) {
    return new NamedContent(name, Content.of(text));
  }

  @Test
  void keepsEverythingThatWasSaid() {
    DatasetVersion version =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(CSV)))
            .schema(SampleHome.RIDES)
            .message("Daily rides")
            .by("alice")
            .commit();
    assertThat(version.dataset()).isEqualTo("rides");
    assertThat(version.number()).isEqualTo(1);
    assertThat(version.created()).isEqualTo(SampleHome.NOW);
    assertThat(version).hasToString("rides:1");
    DatasetManifest manifest = version.manifest();
    assertThat(manifest.files())
        .extracting(StoredFile::name, StoredFile::size)
        .containsExactly(tuple("rides.csv", (long) CSV.length()));
    assertThat(manifest.schema()).isEqualTo(SampleHome.RIDES);
    assertThat(manifest.message()).isEqualTo("Daily rides");
    assertThat(manifest.author()).isEqualTo("alice");
    assertThat(manifest.profile().rows()).isEqualTo(2);
    assertThat(manifest.profile().find("temp").orElseThrow().missing()).isEqualTo(1);
    assertThat(home.medium.blobs().contains(version.id())).isTrue();
  }

  @Test
  void takesTheUserOfTheSystemAsAuthor() {
    DatasetManifest manifest = home.csv(CSV).manifest();
    assertThat(manifest.author()).isEqualTo(System.getProperty("user.name"));
    assertThat(manifest.message()).isEmpty();
  }

  @Test
  void numbersVersionsAndFindsThem() {
    assertThat(home.rides().findLatest()).isEmpty();
    DatasetVersion first = home.csv(CSV);
    DatasetVersion second = home.csv(CSV + "Wed,3,30\n");
    home.datasets
        .dataset("another")
        .snapshot(Sources.csv("a.csv", Content.of(CSV)))
        .schema(SampleHome.RIDES)
        .commit();
    assertThat(home.rides().versions()).containsExactly(first, second);
    assertThat(home.rides().findLatest()).contains(second);
    assertThat(home.rides().version(1)).isEqualTo(first);
    assertThat(home.datasets.names()).containsExactly("another", "rides");
    assertThat(home.store.find("rides", 0)).isEmpty();
    assertThatThrownBy(() -> home.rides().version(3))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Dataset version does not exist: rides:3");
    assertThatThrownBy(() -> home.datasets.dataset("ridse").version(1))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Dataset does not exist: ridse (there are rides, another)");
  }

  @Test
  void namesFiveOtherDataSetsAtMost() {
    assertThatThrownBy(() -> home.rides().version(1))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Dataset does not exist: rides (there is none)");
    for (String name : List.of("a", "b", "c", "d", "e", "f", "trips")) {
      home.datasets
          .dataset(name)
          .snapshot(Sources.csv("a.csv", Content.of(CSV)))
          .schema(SampleHome.RIDES)
          .commit();
    }
    assertThatThrownBy(() -> home.datasets.dataset("trips1").diff(1, 2))
        .hasMessage("Dataset does not exist: trips1 (there are trips, a, b, c, d and 2 others)");
  }

  @Test
  void addsNothingForTheSameContentOnTopOfItself() {
    DatasetVersion first = home.csv(CSV);
    DatasetVersion again =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(CSV)))
            .schema(SampleHome.RIDES)
            .by("bob")
            .commit();
    assertThat(again).isEqualTo(first);
    home.csv(CSV + "Wed,3,30\n");
    assertThat(home.csv(CSV).number()).isEqualTo(3);
    StoredVersion newest = home.store.find("rides", 3).orElseThrow();
    assertThat(Fixtures.commit(home.store, "rides", newest.manifest())).isEqualTo(newest);
    assertThat(home.rides().versions()).hasSize(3);
  }

  @Test
  void dropsNoMessageThatWasSaid() {
    DatasetVersion first = told("Daily rides");
    assertThat(told("Daily rides")).isEqualTo(first);
    assertThat(home.csv(CSV)).as("without a message").isEqualTo(first);
    DatasetVersion second = told("Audited");
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.manifest().message()).isEqualTo("Audited");
    assertThat(told("Audited")).isEqualTo(second);
  }

  private DatasetVersion told(String message) {
    return home.rides()
        .snapshot(Sources.csv("rides.csv", Content.of(CSV)))
        .schema(SampleHome.RIDES)
        .message(message)
        .commit();
  }

  @Test
  void seesTheVersionsOfAnotherStoreOnTheSameHome() {
    SampleHome other = new SampleHome(home.medium);
    DatasetVersion first = home.csv(CSV);
    assertThat(other.rides().versions()).extracting(DatasetVersion::id).containsExactly(first.id());
    DatasetVersion second = other.csv(CSV + "Wed,3,30\n");
    assertThat(home.rides().findLatest().orElseThrow().id()).isEqualTo(second.id());
  }

  @Test
  void losesNoVersionWhenManyCommitAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<DatasetVersion>> commits =
          IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> new SampleHome(home.medium).csv(CSV + "d," + i + ",1\n")))
              .toList();
      for (Future<DatasetVersion> commit : commits) {
        commit.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(home.rides().versions())
        .extracting(DatasetVersion::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(home.rides().versions()).extracting(DatasetVersion::id).doesNotHaveDuplicates();
  }

  @Test
  void refusesAManifestWhoseFileIsNotStored() {
    DatasetManifest manifest =
        DatasetManifest.of(
                List.of(new StoredFile("rides.csv", new BlobId("0".repeat(64)), 1)),
                new Format("csv", Map.of()),
                SampleHome.RIDES,
                new Profile(0, List.of()))
            .build();
    assertThatThrownBy(() -> Fixtures.commit(home.store, "rides", manifest))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Cannot commit rides: file rides.csv is not stored");
  }

  @Test
  void refusesASourceFileThatIsNotThere(@TempDir Path directory) {
    Path missing = directory.resolve("gone.csv");
    Snapshot snapshot = home.rides().snapshot(Sources.csv(missing)).schema(SampleHome.RIDES);
    assertThatThrownBy(snapshot::commit)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + missing + ": no such file");
    Snapshot folder = home.rides().snapshot(Sources.csv(directory)).schema(SampleHome.RIDES);
    assertThatThrownBy(folder::commit)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + directory + ": it is a directory (must be a file)");
  }

  @Test
  void saysWhatToCallWhenThereIsNoSchema() {
    Snapshot snapshot = home.rides().snapshot(Sources.csv("rides.csv", Content.of(CSV)));
    assertThatThrownBy(snapshot::commit)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot commit rides: no schema (call schema(Schema.of(…)) on the snapshot, csv needs"
                + " it)");
  }

  @Test
  void refusesToBeToldTwice() {
    Snapshot snapshot =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(CSV)))
            .schema(SampleHome.RIDES)
            .message("a")
            .by("alice");
    assertThatThrownBy(() -> snapshot.schema(SampleHome.RIDES))
        .hasMessage("Invalid snapshot: schema set twice");
    assertThatThrownBy(() -> snapshot.message("b"))
        .hasMessage("Invalid snapshot: message set twice");
    assertThatThrownBy(() -> snapshot.by("bob")).hasMessage("Invalid snapshot: author set twice");
  }

  @Test
  void refusesASchemaWhereTheSourceBringsItsOwn() {
    Source images =
        Sources.idx(1, 1, List.of("a", "b")).part("p", file("i", ""), file("l", "")).build();
    assertThatThrownBy(() -> home.rides().snapshot(images).schema(SampleHome.RIDES))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: day, temp, riders (idx brings its own; do not call schema)");
  }

  @Test
  void refusesAnUnknownFormat() {
    Source source =
        new Source(new Format("parquet", Map.of()), List.of(file("a", "")), SampleHome.RIDES);
    assertThatThrownBy(() -> home.rides().snapshot(source).commit())
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Format does not exist: parquet (there are csv, files, idx, images, jsonl, prepared)");
  }

  @Test
  void refusesABadName() {
    assertThatThrownBy(() -> home.datasets.dataset("../x"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid dataset name: '../x'");
  }

  @Test
  void tellsDamagedStorageFromABadFile(@TempDir Path directory) throws IOException {
    String text = CSV + "Sun,5,60\n".repeat(5_000);
    byte[] packed = SampleHome.gzip(text.getBytes(UTF_8));
    try (Medium medium = Media.file(directory)) {
      SampleHome disk = new SampleHome(medium);
      for (Source source :
          List.of(
              Sources.csv("rides.csv", Content.of(text)),
              Sources.csv("rides.csv.gz", Content.of(packed)))) {
        DatasetVersion version = disk.rides().snapshot(source).schema(SampleHome.RIDES).commit();
        flipAByte(directory, version.manifest().files().get(0).blob());
        assertThatThrownBy(() -> disk.rows(version).forEach(row -> {}))
            .isInstanceOf(CorruptDataException.class);
      }
    }
  }

  private static void flipAByte(Path directory, BlobId id) throws IOException {
    Path blob =
        directory.resolve("blobs").resolve(id.sha256().substring(0, 2)).resolve(id.sha256());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 0x5F;
    Files.delete(blob);
    Files.write(blob, bytes);
  }

  @Test
  void commitsNothingIfWhatWasReadChangesUntilTheCommitIsWritten() {
    AtomicInteger calls = new AtomicInteger();
    Runnable guard =
        () -> {
          if (calls.incrementAndGet() > 1) { // not before the commit, but in it
            throw new ConflictException("Cannot commit what has changed");
          }
        };
    Content rows = new GuardedContent(Content.of(CSV), () -> guard);
    Snapshot snapshot =
        home.rides().snapshot(Sources.csv("rides.csv", rows)).schema(SampleHome.RIDES);
    assertThatThrownBy(snapshot::commit)
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot commit what has changed");
    assertThat(home.rides().versions()).isEmpty();
    assertThat(calls).as("it is not tried a thousand times").hasValueLessThan(4);
  }
}
