package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a version leave the store as they came. */
class CheckOutTest {
  private static final Map<String, String> FILES =
      Map.of("a.csv", "one", "sub/b.csv", "", "sub/deep/c.csv", "x".repeat(200_000));

  @TempDir private Path root;
  private Medium medium;
  private DatasetVersion version;

  @BeforeEach
  void commit() {
    medium = Media.file(root.resolve("home"));
    version = version(FILES);
  }

  @AfterEach
  void close() {
    medium.close();
  }

  private DatasetVersion version(Map<String, String> files) {
    var store = DatasetStores.over(medium, () -> Fixtures.TIME);
    List<NamedContent> contents = new ArrayList<>();
    new TreeMap<>(files)
        .forEach((name, text) -> contents.add(new NamedContent(name, Content.of(text))));
    var manifest = Fixtures.dataset("", store.putAll(contents).toArray(StoredFile[]::new));
    return new DefaultDatasetVersion(Fixtures.commit(store, "files", manifest).header(), store);
  }

  private Map<String, String> written(Path directory) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        texts.put(directory.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return texts;
  }

  @Test
  void writesEveryFileAndTellsHowFarItIs() throws IOException {
    List<DataProgress> told = new ArrayList<>();
    version.checkOut(root.resolve("new/out")).onProgress(told::add).write();

    assertThat(written(root.resolve("new/out"))).isEqualTo(FILES);
    assertThat(told)
        .containsExactly(
            new DataProgress(Phase.WRITING, 0, 3, 0, 200_003, 0, 0),
            new DataProgress(Phase.WRITING, 1, 3, 3, 200_003, 0, 0),
            new DataProgress(Phase.WRITING, 2, 3, 3, 200_003, 0, 0),
            new DataProgress(Phase.WRITING, 3, 3, 200_003, 200_003, 0, 0));
  }

  @Test
  void putsTheNamesOfAllDirectoriesThatItMakesOnTheDevice() {
    FaultyFileSystem files = new FaultyFileSystem();
    Set<String> forced = new TreeSet<>();
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            forced.add(path.toString());
          }
          return null;
        });
    version.checkOut(files.path(root.resolve("new/deep/out"))).write();
    assertThat(forced)
        .contains(
            root.toString(),
            root.resolve("new").toString(),
            root.resolve("new/deep").toString(),
            root.resolve("new/deep/out").toString(),
            root.resolve("new/deep/out/sub").toString());
  }

  @Test
  void refusesADirectoryWithSomethingInItUnlessTold() throws IOException {
    Path out = Files.createDirectory(root.resolve("out"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    Files.writeString(out.resolve("a.csv"), "older");

    assertThatThrownBy(() -> version.checkOut(out).write())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot write files to "
                + out
                + ": it is not empty (must be new or empty, or call intoExisting())");
    assertThat(Files.readString(out.resolve("a.csv"))).isEqualTo("older");

    version.checkOut(out).intoExisting().write();
    Map<String, String> all = new TreeMap<>(FILES);
    all.put("mine.txt", "mine");
    assertThat(written(out)).isEqualTo(all);
  }

  @Test
  void refusesAFileForADirectory() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x");
    assertThatThrownBy(() -> version.checkOut(file).intoExisting().write())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot write files to " + file + ": it is a file (must be a directory)");
  }

  @Test
  void refusesADirectoryInAHomeAlsoBehindALink() throws IOException {
    Path home = root.toRealPath().resolve("home");
    Path link = Files.createSymbolicLink(root.resolve("link"), home);
    List<String> before = all(home);
    for (Path out :
        List.of(
            home,
            home.resolve("blobs"),
            home.resolve("new/out"),
            link,
            link.resolve("new/out"),
            root.resolve("link/../home/out"))) {
      assertThatThrownBy(() -> version.checkOut(out).intoExisting().write())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Cannot write files to %s: it lies in the home %s (must be outside of any home)",
              out, home);
      assertThatThrownBy(() -> version.checkOut(out).write())
          .isInstanceOf(InvalidValueException.class);
    }
    assertThat(all(home)).isEqualTo(before);
  }

  private static List<String> all(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void neverFollowsALinkOutOfTheDirectory() throws IOException {
    Path out = Files.createDirectory(root.resolve("out"));
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.createSymbolicLink(out.resolve("sub"), elsewhere);
    Path target = Files.writeString(elsewhere.resolve("kept"), "kept");
    Files.createSymbolicLink(out.resolve("a.csv"), target);

    assertThatThrownBy(() -> version.checkOut(out).intoExisting().write())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot write sub/b.csv: "
                + out.toRealPath().resolve("sub")
                + " is a file or a link (must be a directory)");
    assertThat(written(elsewhere)).isEqualTo(Map.of("kept", "kept"));
    assertThat(Files.isSymbolicLink(out.resolve("a.csv"))).isFalse(); // replaced, not followed
    assertThat(Files.readString(out.resolve("a.csv"))).isEqualTo("one");
  }

  @Test
  void writesNothingIfAFileWouldBeAFolder() {
    Path out = root.resolve("out");
    DatasetVersion within = version(Map.of("a/b.csv", "1", "a", "2"));
    assertThatThrownBy(() -> within.checkOut(out).write())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot write files to "
                + out
                + ": [a] would be a file and a folder (open them one by one)");
    assertThat(out).doesNotExist();
  }

  @Test
  void givesNoFileWhoseBytesAreDamaged() throws IOException {
    BlobId large = version.manifest().files().get(2).blob();
    damage(large);
    Path out = root.resolve("out");
    assertThatThrownBy(() -> version.checkOut(out).write())
        .isInstanceOf(CorruptDataException.class);
    assertThat(written(out)).isEqualTo(Map.of("a.csv", "one", "sub/b.csv", ""));
    assertThatThrownBy(() -> version.open("sub/deep/c.csv").readAllBytes())
        .isInstanceOf(CorruptDataException.class);
  }

  private void damage(BlobId blob) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve("home"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length > 100_000) {
          path.toFile().setWritable(true);
          bytes[bytes.length / 2] ^= 1;
          Files.write(path, bytes);
        }
      }
    }
    assertThat(blob).isNotNull();
  }

  @Test
  void opensFilesAndAnyPartOfThem() throws IOException {
    try (InputStream whole = version.open("a.csv");
        InputStream part = version.open("a.csv", 1, 1)) {
      assertThat(new String(whole.readAllBytes(), UTF_8)).isEqualTo("one");
      assertThat(new String(part.readAllBytes(), UTF_8)).isEqualTo("n");
    }
    assertThatThrownBy(() -> version.open("b.csv"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("File does not exist: b.csv in files:1");
    assertThatThrownBy(() -> version.open("a.csv", 2, 2)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void writesAVersionThatCanBeCommittedAgainAsTheSame() throws IOException {
    DatasetVersion first =
        DatasetStores.datasets(DatasetStores.over(medium, () -> Fixtures.TIME), () -> Fixtures.TIME)
            .dataset("rides")
            .snapshot(Sources.csv("rides.csv", Content.of("day,temp,riders\nMon,1,2\n")))
            .schema(SampleHome.RIDES)
            .commit();
    first.checkOut(root.resolve("out")).write();
    DatasetVersion again =
        DatasetStores.datasets(DatasetStores.over(medium, () -> Fixtures.TIME), () -> Fixtures.TIME)
            .dataset("rides")
            .snapshot(Sources.csv(root.resolve("out/rides.csv")))
            .schema(SampleHome.RIDES)
            .commit();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.number()).isEqualTo(1);
  }
}
