package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Faults;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileHomeTest {
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
    try (Medium medium = Medium.open(home.toUri())) {
      assertThat(medium.blobs().contains(blob)).isTrue();
    }
    assertThatThrownBy(() -> Medium.open(URI.create("file:relative")))
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
  void saysOfAHomeWithoutFormatFileThatThatIsMissing() throws IOException {
    fill();
    Files.delete(home.resolve("format.json"));
    Files.writeString(home.resolve("letter.txt"), "mine"); // or what a newer version keeps there
    Map<String, String> before = Tree.of(home);
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Cannot open home %s: format.json is missing, though there is data (it looks like a"
                + " home, or a copy of one that was cut off: restore it from a backup)",
            home);
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void makesNoHomeThatMustExist() throws IOException {
    assertThatThrownBy(() -> Media.file(home, MediumOption.MUST_EXIST))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + home);
    assertThat(home).doesNotExist();
    Files.createDirectory(home);
    assertThatThrownBy(() -> Media.file(home, MediumOption.MUST_EXIST))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + home + " (it has no format.json)");
    assertThat(Tree.of(home)).containsOnlyKeys("");
    Path file = Files.writeString(home.resolveSibling("file"), "mine");
    assertThatThrownBy(() -> Media.file(file, MediumOption.MUST_EXIST))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + file + " (it is a file)");
    Media.file(home).close();
    Media.file(home, MediumOption.MUST_EXIST).close();
    Media.existing(home).close();
    URI memory = URI.create("memory:new");
    assertThatThrownBy(() -> Medium.open(memory, MediumOption.MUST_EXIST))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: memory:new (memory keeps none)");
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

  @Test
  void namesOnlyThePlaceOnADiskThatIsReadOnly() {
    fill();
    FaultyFileSystem files = new FaultyFileSystem();
    Path below = home.resolveSibling("another/home");
    try (Medium medium = Media.file(files.path(home))) {
      files.fail((operation, path) -> operation.changes() ? readOnly(path) : null);
      assertThatThrownBy(() -> medium.blobs().put(Content.of("more")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot store a blob in " + home + ": Read-only file system");
      assertThatThrownBy(() -> Media.file(files.path(below)))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageStartingWith("Cannot open home " + below + ": ") // and what is above it
          .hasMessageEndingWith(": Read-only file system");
    }
  }

  /** Deletes lock files that nobody holds yet, as another process does that has just begun. */
  private static final class Sweeper implements FaultyFileSystem.Rule {
    private int swept;

    @Override
    public @Nullable IOException fault(FaultyFileSystem.Operation operation, Path path) {
      return null;
    }

    @Override
    public void looking(Path path) {
      if (swept == 0 && path.getFileName().toString().endsWith(".lock")) {
        swept++;
        assertThat(path.toFile().delete()).isTrue();
      }
    }
  }

  @Test
  void writesThoughAnotherProcessSweptItsLockFileBeforeItHadTheLock() {
    FaultyFileSystem files = new FaultyFileSystem();
    Sweeper sweeper = new Sweeper();
    try (Medium medium = Media.file(files.path(home))) {
      files.fail(sweeper);
      assertThat(medium.blobs().put(Content.of("weights"))).isEqualTo(blob);
    }
    assertThat(sweeper.swept).isEqualTo(1);
    assertThat(home.resolve("tmp")).isEmptyDirectory();
  }

  private static IOException readOnly(Path path) {
    return new FileSystemException(path.toString(), null, "Read-only file system");
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
      assertThatThrownBy(() -> Fixtures.ids(medium.blobs()))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot list " + home.resolve("packs") + ": access denied");
      assertThatThrownBy(() -> medium.journals().names())
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot list " + home.resolve("journals") + ": access denied");
      assertThatThrownBy(() -> medium.journals().shared("log").read(1))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage(
              "Cannot read journal " + Tree.room(home, "log").resolve("head") + ": access denied");
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
  @OnlyLarger
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
