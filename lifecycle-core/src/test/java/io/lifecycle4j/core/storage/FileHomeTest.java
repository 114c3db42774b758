package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileHomeTest {
  private static final String STORE = "00000000-0000-0000-0000-000000000001";

  @TempDir private Path directory;
  private Path home;
  private BlobId blob;

  @BeforeEach
  void nameHome() {
    home = directory.resolve("home");
    blob = Fixtures.hash(Fixtures.utf8("weights"));
  }

  private Map<String, String> fill() {
    try (Medium medium = Media.file(home)) {
      medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a", "b"));
      medium.journals().owned("run-1").append(Fixtures.batch("c"));
    }
    return Tree.of(directory);
  }

  private void format(String text) throws IOException {
    Files.writeString(home.resolve("format.json"), text);
  }

  private static String format(int format, String readOnly, String incompatible) {
    return String.format(
        "{\"format\":%d,\"store\":\"%s\",\"compatible\":[\"x\"],\"readOnly\":[%s],"
            + "\"incompatible\":[%s],\"later\":1}",
        format, STORE, readOnly, incompatible);
  }

  @Test
  void makesDirectoriesThatAreMissing() {
    try (Medium medium = Media.file(directory.resolve("a/b/c"))) {
      assertThat(medium.location()).isEqualTo(directory.resolve("a/b/c").toUri());
      assertThat(medium.journals().shared("log").append(Fixtures.batch("a"))).isEqualTo(1);
    }
  }

  @Test
  void opensAHomeByItsLocation() {
    fill();
    try (Medium medium = Media.open(home.toUri())) {
      assertThat(medium.blobs().contains(blob)).isTrue();
    }
    assertThatThrownBy(() -> Media.open(URI.create("file:relative")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid location: file:relative (must be like file:///path)");
  }

  @Test
  void opensTheSameHomeByALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), home);
    fill();
    try (Medium one = Media.file(home);
        Medium other = Media.file(link)) {
      assertThat(other.location()).isEqualTo(one.location());
      other.journals().shared("log").append(Fixtures.batch("c"));
      assertThat(one.journals().shared("log").append(Fixtures.batch("d"))).isEqualTo(4);
    }
  }

  @Test
  void refusesAHomeThatIsAFile() throws IOException {
    Files.writeString(home, "mine");
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot open home " + home + ": it is a file (must be a directory)");
    assertThat(home).hasContent("mine");
  }

  @Test
  void refusesAHomeBelowAFile() throws IOException {
    Files.writeString(home, "mine");
    assertThatThrownBy(() -> Media.file(home.resolve("below")))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageStartingWith("Cannot open home " + home.resolve("below") + ": ");
    assertThat(home).hasContent("mine");
  }

  @Test
  void refusesADirectoryWithOtherFiles() throws IOException {
    Files.createDirectory(home);
    Files.writeString(home.resolve("letter.txt"), "mine");
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot open home %s: it holds other files"
                + " (must be a home, or a new or empty directory)",
            home);
    assertThat(Tree.of(home)).containsOnlyKeys("", "letter.txt");
  }

  @Test
  void readsANewerFormatAndDoesNotWriteIt() throws IOException {
    fill();
    format(format(2, "", "").replace(STORE, store()));
    assertReadOnly("it has format 2 []");
  }

  @Test
  void readsAHomeWithAFeatureThatWritersMustKnowAndDoesNotWriteIt() throws IOException {
    fill();
    format(format(1, "\"packs\"", "").replace(STORE, store()));
    assertReadOnly("it has format 1 [packs]");
  }

  private String store() throws IOException {
    return Files.readString(home.resolve("format.json")).replaceAll(".*\"store\":\"|\".*", "");
  }

  private void assertReadOnly(String reason) {
    Map<String, String> before = Tree.of(home);
    try (Medium medium = Media.file(home)) {
      assertThat(medium.blobs().read(blob)).isEqualTo(Fixtures.utf8("weights"));
      assertThat(Fixtures.texts(medium.journals().shared("log").read(1))).containsExactly("a", "b");
      assertThat(medium.journals().names()).containsExactly("log", "run-1");
      assertThatThrownBy(() -> medium.blobs().put(Content.of("weights")))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot write home %s: %s, written by a newer version of Lifecycle4j"
                  + " (this one writes format 1)",
              home, reason);
      assertThatThrownBy(() -> medium.journals().shared("log").append(Fixtures.batch("x")))
          .isInstanceOf(ReadOnlyException.class);
      assertThatThrownBy(() -> medium.journals().owned("run-1"))
          .isInstanceOf(ReadOnlyException.class);
    }
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void refusesAHomeWithAFeatureThatReadersMustKnow() throws IOException {
    fill();
    format(format(1, "", "\"sealed\""));
    Map<String, String> before = Tree.of(home);
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot open home %s: it needs [sealed] (written by a newer version of Lifecycle4j)",
            home);
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0\0\0\0",
        "null",
        "[]",
        "{}",
        "{\"format\":1}",
        "{\"format\":1,\"store\":\"" + STORE + "\"}",
        "{\"format\":0,\"store\":\"" + STORE + "\",@}",
        "{\"format\":1,\"store\":\"" + STORE + "\",@} trailing",
        "{\"format\":1,\"store\":\"" + STORE + "\",@,\"format\":1}",
        "{\"format\":null,\"store\":\"" + STORE + "\",@}",
        "{\"format\":1,\"store\":null,@}",
        "{\"format\":1,\"store\":\"home\",@}",
        "{\"format\":1,\"store\":\""
            + STORE
            + "\",\"compatible\":null,\"readOnly\":[],\"incompatible\":[]}",
        "{\"format\":1,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":null,\"incompatible\":[]}",
        "{\"format\":1,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":[],\"incompatible\":null}",
        "{\"format\":1,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":[],\"incompatible\":[null]}",
      })
  void refusesADamagedFormatFile(String text) throws IOException {
    fill();
    format(text.replace("@", "\"compatible\":[],\"readOnly\":[],\"incompatible\":[]"));
    Map<String, String> before = Tree.of(home);
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read " + home.resolve("format.json") + ": ");
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void refusesAFormatFileThatIsTooLong() throws IOException {
    fill();
    format(" ".repeat(70_000));
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read " + home.resolve("format.json") + ": longer than 64 KiB");
  }

  @Test
  void changesNothingWhereItMayNotWrite() throws IOException {
    FaultyFileSystem files = new FaultyFileSystem();
    files.fail((operation, path) -> operation.changes() ? denied(path) : null);
    assertThatThrownBy(() -> Media.file(files.path(home)))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot open home " + home + ": access denied");
    assertThat(home).doesNotExist();
    Files.createDirectory(home);
    assertThatThrownBy(() -> Media.file(files.path(home)))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot open home " + home + ": access denied");
    assertThat(Tree.of(home)).containsOnlyKeys("");
  }

  private static IOException denied(Path path) {
    return new AccessDeniedException(path.toString());
  }

  @Test
  void readsAHomeWhereItMayNotWrite() {
    Map<String, String> before = fill();
    FaultyFileSystem files = new FaultyFileSystem();
    files.fail((operation, path) -> operation.changes() ? denied(path) : null);
    try (Medium medium = Media.file(files.path(home))) {
      assertThat(medium.blobs().read(blob)).isEqualTo(Fixtures.utf8("weights"));
      assertThat(Fixtures.texts(medium.journals().read("log", 1))).containsExactly("a", "b");
      assertThatThrownBy(() -> medium.blobs().put(Content.of("x")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot store a blob in " + home + ": access denied");
      assertThatThrownBy(() -> medium.journals().shared("log").append(Fixtures.batch("x")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageEndingWith(": access denied");
      assertThatThrownBy(() -> medium.journals().owned("run-1"))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageEndingWith(": access denied");
    }
    assertThat(Tree.of(directory)).isEqualTo(before);
    assertThat(files.openChannels()).isZero();
  }

  @Test
  void saysSoWhenItMayNotRead() {
    fill();
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium medium = Media.file(files.path(home))) {
      files.fail((operation, path) -> operation.changes() ? null : denied(path));
      assertThatThrownBy(() -> medium.blobs().read(blob))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot read " + Tree.blob(home, blob) + ": access denied");
      assertThatThrownBy(() -> medium.blobs().list())
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot list " + home.resolve("blobs") + ": access denied");
      assertThatThrownBy(() -> medium.journals().names())
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot list " + home.resolve("journals") + ": access denied");
      assertThatThrownBy(() -> medium.journals().shared("log").read(1))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot read journal " + Tree.journal(home, "log") + ": access denied");
    }
    assertThatThrownBy(() -> Media.file(files.path(home)))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot open home " + home + ": access denied");
  }

  static List<Faults> faults() {
    return Faults.any();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void opensAHomeWhoseFirstStartFailedAnywhere(Faults faults) {
    FaultyFileSystem files = new FaultyFileSystem();
    KthFault fault;
    int k = 0;
    do {
      home = directory.resolve("home-" + ++k);
      fault = faults.kth().apply(k);
      files.fail(fault);
      openTyped(files);
      files.heal();
      assertThat(files.openChannels()).isZero();
      fill();
    } while (fault.fired());
    assertThat(k).isGreaterThan(10);
  }

  private void openTyped(FaultyFileSystem files) {
    try {
      Media.file(files.path(home)).close();
    } catch (LifecycleException e) {
      assertThat(e).isInstanceOf(StorageFailedException.class);
    }
  }

  @Test
  void keepsItsFilesToTheirOwner() throws IOException {
    fill();
    for (Path path : Tree.paths(home)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .describedAs(path.toString())
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
  }
}
