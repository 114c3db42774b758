package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of any files becomes a version. */
class FolderTest {
  @TempDir private Path directory;
  private Path folder;
  private final SampleHome home = new SampleHome();

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectory(directory.resolve("folder"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private DatasetVersion commit() {
    return home.datasets.dataset("files").snapshot(Sources.folder(folder)).commit();
  }

  private List<String> rows(DatasetVersion version) {
    List<String> rows = new ArrayList<>();
    home.rows(version).forEach(row -> rows.add(row.text(0) + " " + (long) row.number(1)));
    return rows;
  }

  @Test
  void givesARowForEachFileInTheOrderOfPaths() throws IOException {
    write("b.txt", "12345");
    write("a/z", "1");
    write("a/b/c", "");
    write("a.txt", "12");

    DatasetVersion version = commit();

    assertThat(rows(version)).containsExactly("a.txt 2", "a/b/c 0", "a/z 1", "b.txt 5");
    assertThat(home.medium.blobs().read(version.manifest().files().get(3).blob()))
        .asString()
        .isEqualTo("12345");
  }

  @Test
  void givesTheRowOfOneFile() throws IOException {
    write("weights.bin", "12345");
    Dataset files = home.datasets.dataset("files");

    DatasetVersion version = files.snapshot(Sources.file(folder.resolve("weights.bin"))).commit();

    assertThat(rows(version)).containsExactly("weights.bin 5");
    assertThat(home.medium.blobs().read(version.manifest().files().get(0).blob()))
        .asString()
        .isEqualTo("12345");
    assertThatThrownBy(() -> files.snapshot(Sources.file(folder)).commit())
        .isInstanceOf(InvalidDataException.class);
    assertThatThrownBy(() -> files.snapshot(Sources.file(folder.resolve("gone"))).commit())
        .isInstanceOf(InvalidDataException.class);
    assertThat(files.versions()).hasSize(1);
  }

  @Test
  void givesTheSameVersionUntilAFileChanges() throws IOException {
    write("a", "1");
    write("b", "2");
    assertThat(commit().number()).isEqualTo(1);
    assertThat(commit().number()).isEqualTo(1);

    write("b", "3");
    assertThat(commit().number()).isEqualTo(2);
    assertThat(home.rows(commit())).isNotNull();
  }

  @Test
  void leavesOutWhatIsHidden() throws IOException {
    write("a", "1");
    write(".secret", "2");
    write(".git/objects/x", "3");
    Files.createSymbolicLink(folder.resolve(".link"), directory);

    assertThat(rows(commit())).containsExactly("a 1");
  }

  @Test
  void refusesLinks() throws IOException {
    write("a", "1");
    Path outside = Files.writeString(directory.resolve("outside"), "secret");
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

    assertThatThrownBy(this::commit)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read %s: it is a link (links are not followed)", link);
  }

  @Test
  void refusesAFolderThatHoldsItself() throws IOException {
    write("a", "1");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder);

    assertThatThrownBy(this::commit)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read %s: it is a link (links are not followed)", loop);
  }

  @Test
  void readsNoLinkThatTookThePlaceOfAFile() throws IOException {
    write("a", "1");
    Source source = Sources.folder(folder);
    Path outside = Files.writeString(directory.resolve("outside"), "secret");
    Files.delete(folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("a"), outside);

    assertThatThrownBy(() -> home.datasets.dataset("files").snapshot(source).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read %s: it has gone, or is no file any more", folder.resolve("a"));
  }

  @Test
  void readsNothingBehindALinkThatTookThePlaceOfAFolder() throws IOException {
    write("in/a", "1");
    Source source = Sources.folder(folder);
    Path outside = directory.resolve("outside");
    Files.move(folder.resolve("in"), outside);
    Files.createSymbolicLink(folder.resolve("in"), outside);

    assertThatThrownBy(() -> home.datasets.dataset("files").snapshot(source).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read %s: it has gone, or is no file any more",
            folder.toRealPath().resolve("in/a"));
  }

  @Test
  void refusesADeviceAndWhatIsNoFolder() throws IOException {
    assertThatThrownBy(() -> Sources.folder(Path.of("/dev")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read /dev");
    assertThatThrownBy(() -> Sources.folder(Path.of("/dev/zero")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read /dev/zero: it is no folder");
    assertThatThrownBy(() -> Sources.folder(folder.resolve("missing")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith("missing: no such folder");
    assertThatThrownBy(() -> Sources.folder(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith("there are no files in it");
  }

  @Test
  void refusesAPathThatCannotBeAName() throws IOException {
    write("a\\..\\b", "1");

    assertThatThrownBy(this::commit).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void readsTheRowsOfAFolderOfCsvFiles() throws IOException {
    write("2.csv", "day,temp,riders\nTue,2,20\n");
    write("1.csv", "day,temp,riders\nMon,1,10\n");
    List<NamedContent> files = Sources.files(folder);

    DatasetVersion version =
        home.rides()
            .snapshot(Sources.csv(files, CsvDialect.builder().build()))
            .schema(SampleHome.RIDES)
            .commit();

    assertThat(SampleHome.texts(home.rows(version)))
        .containsExactly("Mon 1.0 10.0", "Tue 2.0 20.0");
  }

  @Test
  void readsTheRowsOfAFolderOfJsonLines() throws IOException {
    write("1.jsonl", "{\"day\":\"Mon\",\"temp\":1,\"riders\":10}\n");
    write("b/2.jsonl", "{\"day\":\"Tue\",\"temp\":2,\"riders\":20}\n");

    DatasetVersion version =
        home.rides()
            .snapshot(Sources.jsonLines(Sources.files(folder)))
            .schema(SampleHome.RIDES)
            .commit();

    assertThat(SampleHome.texts(home.rows(version)))
        .containsExactly("Mon 1.0 10.0", "Tue 2.0 20.0");
  }
}
