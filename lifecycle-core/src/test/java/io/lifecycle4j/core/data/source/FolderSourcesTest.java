package io.lifecycle4j.core.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.NamedContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of any files, and folders of images. */
class FolderSourcesTest {
  @TempDir Path directory;
  private Path folder;

  @BeforeEach
  void create() throws IOException {
    folder = Files.createDirectory(directory.toRealPath().resolve("folder"));
  }

  private Path file(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String text(NamedContent file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    file.content().writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  private static void refuses(Path path, String problem, Runnable listing) {
    assertThatThrownBy(listing::run)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + path + ": " + problem);
  }

  private void refusesFolder(Path path, String problem) {
    refuses(path, problem, () -> Sources.folder(folder));
  }

  private void refusesImages(Path path, String problem) {
    refuses(path, problem, () -> Sources.images(folder, 1, 2, 2));
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void takesOneFileOfAnyKindAsAFolderWouldListIt() throws IOException {
    Path weights = file("weights.bin", "12345");

    Source source = Sources.file(weights);

    assertThat(source.format()).isEqualTo(Sources.folder(folder).format());
    assertThat(source.schema()).isEqualTo(Sources.folder(folder).schema());
    assertThat(source.files()).extracting(NamedContent::name).containsExactly("weights.bin");
    assertThat(text(source.files().get(0))).isEqualTo("12345");
    assertThat(source.files().get(0).content().file()).contains(weights);
    assertThatThrownBy(() -> Sources.file(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Sources.file(folder.getRoot()))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void listsAllFilesByTheirPaths() throws IOException {
    file("b.csv", "b");
    file("a/z/1.csv", "one");
    file("a.csv", "a");
    file("a/2.csv", "two");

    Source source = Sources.folder(folder);

    assertThat(source.format()).isEqualTo(new Format("files", Map.of()));
    assertThat(source.schema())
        .hasValue(
            new Schema(
                List.of(Column.of("path", DataType.STRING), Column.of("size", DataType.INT64))));
    assertThat(source.files())
        .extracting(NamedContent::name)
        .containsExactly("a.csv", "a/2.csv", "a/z/1.csv", "b.csv");
    assertThat(text(source.files().get(2))).isEqualTo("one");
    assertThat(source.files().get(2).content().file()).contains(folder.resolve("a/z/1.csv"));
  }

  @Test
  void readsAFolderInAnArchive() throws IOException {
    Map<String, String> create = Map.of("create", "true");
    try (FileSystem archive = FileSystems.newFileSystem(directory.resolve("a.zip"), create)) {
      Files.writeString(Files.createDirectory(archive.getPath("/in")).resolve("a.csv"), "a");

      List<NamedContent> files = Sources.folder(archive.getPath("/in")).files();

      assertThat(files).extracting(NamedContent::name).containsExactly("a.csv");
      assertThat(text(files.get(0))).isEqualTo("a");
    }
  }

  @Test
  void leavesOutWhatBeginsWithADot() throws IOException {
    file(".hidden", "");
    file(".git/config", "");
    file("a/.DS_Store", "");
    refusesFolder(folder, "there are no files in it");

    file("a/b", "");
    assertThat(Sources.files(folder)).extracting(NamedContent::name).containsExactly("a/b");
  }

  @Test
  void readsAFolderThatIsHiddenItself() throws IOException {
    file(".data/a", "x");

    assertThat(Sources.files(folder.resolve(".data")))
        .extracting(NamedContent::name)
        .containsExactly("a");
  }

  @Test
  void readsTheFilesOfAFolderAsOneTable() throws IOException {
    file("2.csv", "2;3\n");
    file("1.csv", "1;2\n");

    Source source =
        Sources.csv(
            Sources.files(folder), CsvDialect.builder().separator(';').columns("a", "b").build());

    assertThat(source.format().options()).isEqualTo(Map.of("separator", ";", "columns", "a\nb"));
    assertThat(source.files()).extracting(NamedContent::name).containsExactly("1.csv", "2.csv");
    assertThat(Sources.jsonLines(Sources.files(folder)).format().id()).isEqualTo("jsonl");
  }

  @Test
  void followsALinkToTheFolderButNoneInIt() throws IOException {
    Path target = file("a", "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), folder);
    assertThat(Sources.files(link)).extracting(NamedContent::name).containsExactly("a");

    Path inside = Files.createSymbolicLink(folder.resolve("b"), target);
    refusesFolder(inside, "it is a link (links are not followed)");
    Files.delete(inside);
    Files.createSymbolicLink(inside, directory);
    refusesFolder(inside, "it is a link (links are not followed)");
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    refusesFolder(folder, "there are no files in it");
    Files.delete(folder);
    refusesFolder(folder, "no such folder");
    Files.writeString(folder, "x");
    refusesFolder(folder, "it is no folder");
  }

  @Test
  void readsNoFileThatBecameALinkOrHasGone() throws IOException {
    Path file = file("a", "x");
    NamedContent listed = Sources.files(folder).get(0);
    Files.delete(file);
    String problem = "Cannot read " + file + ": it has gone, or is no file any more";
    assertThatThrownBy(() -> text(listed))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(problem);

    Files.createSymbolicLink(file, Files.writeString(directory.resolve("secret"), "secret"));
    assertThatThrownBy(() -> text(listed))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(problem);
  }

  @Test
  void readsNoImageThatBecameALink() throws IOException {
    Path image = file("cat/1.png", "x");
    NamedContent listed = Sources.images(folder, 1, 2, 2).files().get(0);
    assertThat(listed.content().file()).contains(image);
    Files.delete(image);
    Files.createSymbolicLink(image, Files.writeString(directory.resolve("secret"), "secret"));

    refusesToRead(listed, image);
  }

  private static void refusesToRead(NamedContent listed, Path file) {
    refuses(file, "it has gone, or is no file any more", () -> readText(listed));
  }

  private static void readText(NamedContent listed) {
    try {
      text(listed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsNothingInAFolderThatBecameALink() throws IOException {
    Path inside = file("in/cat/1.png", "x");
    Path image = folder.resolve("in").resolve("cat/1.png");
    List<NamedContent> listed =
        List.of(
            Sources.files(folder).get(0),
            Sources.images(folder.resolve("in"), 1, 2, 2).files().get(0));
    for (NamedContent file : listed) {
      assertThat(text(file)).isEqualTo("x");
    }
    Path other = directory.resolve("other");
    Files.move(inside.getParent(), other);
    Files.createSymbolicLink(inside.getParent(), other);

    for (NamedContent file : listed) {
      refusesToRead(file, image);
      assertThat(file.content().file()).isEmpty();
      assertThat(file.content().location()).contains(image.toUri());
    }
  }

  @Test
  void listsImagesByTheirLabelsAndSkipsWhatIsHidden() throws IOException {
    file("dog/1.jpeg", "d1");
    file("cat/2.PNG", "c2");
    file("cat/1.jpg", "c1");
    file("cat/.DS_Store", "hidden");
    file(".DS_Store", "hidden");
    file(".thumbnails/1.png", "hidden");
    Files.createDirectory(folder.resolve("bird"));

    Source source = Sources.images(folder, 3, 4, 5);

    assertThat(source.format()).isEqualTo(new Format("images", Map.of("labels", "2 cat\n1 dog")));
    assertThat(source.schema())
        .hasValue(
            new Schema(
                List.of(Column.tensor("image", 3, 4, 5), Column.of("label", DataType.STRING))));
    assertThat(source.files())
        .extracting(NamedContent::name)
        .containsExactly("cat/1.jpg", "cat/2.PNG", "dog/1.jpeg");
    assertThat(text(source.files().get(1))).isEqualTo("c2");
  }

  @Test
  void refusesFoldersThatHoldMoreThanLabelledImages() throws IOException {
    refusesImages(folder, "there are no files in it");
    Path loose = file("1.png", "x");
    refusesImages(
        loose, "it is not in a folder of a label (" + folder + " has one for each label)");
    Files.delete(loose);
    Path text = file("cat/notes.txt", "x");
    refusesImages(text, "its name ends in none of [.png, .jpg, .jpeg]");
    Files.delete(text);
    Path nested = file("cat/1.png/1.png", "x");
    refusesImages(
        nested, "it is not in a folder of a label (" + folder + " has one for each label)");
  }

  @Test
  void refusesLinksToImagesAndLabels() throws IOException {
    Path image = file("cat/1.png", "x");
    Path link = Files.createSymbolicLink(folder.resolve("cat/2.png"), image);
    refusesImages(link, "it is a link (links are not followed)");
    Files.delete(link);
    Path label = Files.createSymbolicLink(folder.resolve("dog"), folder.resolve("cat"));
    refusesImages(label, "it is a link (links are not followed)");
  }

  @Test
  void refusesAFolderOfImagesThatCannotBeListed() throws IOException {
    Files.delete(folder);
    refusesImages(folder, "no such folder");
    Files.writeString(folder, "x");
    refusesImages(folder, "it is no folder");
  }

  @Test
  void refusesSizesThatNoImageHas() {
    assertThatThrownBy(() -> Sources.images(folder, 2, 4, 4))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid channels: 2 (must be 1 or 3)");
    assertThatThrownBy(() -> Sources.images(folder, 1, 0, 4))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid image size: 0 x 4 (must be positive)");
    assertThatThrownBy(() -> Sources.images(folder, 1, 4, -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid image size: 4 x -1 (must be positive)");
  }
}
