package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a home may lie, and by which way it is reached. */
class HomePlaceTest {
  @TempDir private Path directory;

  private static void fill(Path home) {
    try (Medium medium = Media.file(home)) {
      medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nfs",
        "nfs4",
        "NFS3",
        "cifs",
        "smb3",
        "smbfs",
        "fuse.sshfs",
        "9p",
        "ceph",
        "fuse.ceph",
        "glusterfs",
        "fuse.glusterfs",
        "lustre",
        "afs",
        "ncpfs",
        "fuse.s3fs",
        "fuse.rclone",
        "webdav",
        "afpfs",
        "fuse.mfs",
        "fuse.what-nobody-knows",
        "macfuse",
        "vboxsf"
      })
  void refusesANetworkFileSystemUnlessAllowed(String type) {
    FaultyFileSystem files = new FaultyFileSystem();
    files.pretend(type);
    Path home = directory.resolve("a/home");
    assertThatThrownBy(() -> Media.file(files.path(home)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot open home %s: it is on a network file system, %s"
                + " (must be local, or allow NETWORK_FILE_SYSTEM)",
            home, type.toLowerCase(java.util.Locale.ROOT));
    assertThat(Tree.of(directory)).containsOnlyKeys("");

    try (Medium medium = Media.file(files.path(home), MediumOption.NETWORK_FILE_SYSTEM)) {
      assertThat(medium.journals().shared("log").append(Fixtures.batch("a"))).isEqualTo(1);
    }
    Map<String, String> before = Tree.of(directory);
    assertThatThrownBy(() -> Media.file(files.path(home)))
        .isInstanceOf(InvalidValueException.class);
    assertThat(Tree.of(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext4",
        "xfs",
        "btrfs",
        "zfs",
        "tmpfs",
        "overlay",
        "apfs",
        "hfs",
        "NTFS",
        "fuseblk",
        "fuse.encfs",
        "fuse.ntfs-3g",
        "fuse.fuse-overlayfs",
        "mfs",
        "affs",
        "vfat",
        ""
      })
  void takesEveryOtherFileSystem(String type) {
    FaultyFileSystem files = new FaultyFileSystem();
    files.pretend(type);
    Media.file(files.path(directory)).close();
    assertThat(directory.resolve("format.json")).exists();
  }

  @Test
  void saysThatAFileSystemHasNoHardLinks() {
    FaultyFileSystem files = new FaultyFileSystem();
    files.fail(
        (operation, path) ->
            operation == Operation.LINK
                ? new FileSystemException(path.toString(), null, "Operation not permitted")
                : null);
    assertThatThrownBy(() -> Media.file(files.path(directory)))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("this file system has no hard links (choose another)");
    assertThat(directory.resolve("format.json")).doesNotExist();
  }

  @Test
  void opensALocationWithOptions() {
    Medium.open(directory.toUri(), MediumOption.NETWORK_FILE_SYSTEM).close();
    Media.file(directory).close();
  }

  @Test
  void followsALinkToTheHomeOnceAtOpening() throws IOException {
    Path home = directory.resolve("home");
    Path other = Files.createDirectory(directory.resolve("other"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), home);
    fill(home);
    try (Medium medium = Media.file(link)) {
      assertThat(medium.location()).isEqualTo(home.toUri());
      Files.delete(link);
      Files.createSymbolicLink(link, other);
      assertThat(medium.journals().shared("log").append(Fixtures.batch("b"))).isEqualTo(2);
      medium.journals().owned("run-1").append(Fixtures.batch("c"));
      medium.blobs().put(Content.of("more"));
    }
    assertThat(Tree.of(other)).containsOnlyKeys("");
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().names()).containsExactly("log", "run-1");
    }
  }

  @Test
  void opensARelativeDirectoryOnce() throws IOException {
    Path home = directory.resolve("home");
    Path relative = Path.of("").toAbsolutePath().relativize(home);
    Path other = Files.createDirectory(directory.resolve("other"));
    String before = System.getProperty("user.dir");
    try (Lifecycle lifecycle = Lifecycle.open(relative)) {
      System.setProperty("user.dir", other.toString());
      lifecycle.experiments().run("fraud", run -> run.artifact("notes", Content.of("notes")));
      lifecycle.maintenance().backup(directory.resolve("backup"));

      assertThat(Path.of(lifecycle.location())).isEqualTo(home.toRealPath());
      assertThat(other).isEmptyDirectory();
    } finally {
      System.setProperty("user.dir", before);
    }
    try (Lifecycle again = Lifecycle.open(home)) {
      assertThat(again.experiments().runs("fraud")).hasSize(1);
    }
  }

  @Test
  void refusesALinkThatLeadsNowhere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("home"));
    assertThatThrownBy(() -> Media.file(link))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageStartingWith("Cannot open home " + link + ": ");
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs", "journals", "tmp", "format.json"})
  void refusesALinkInTheHome(String part) throws IOException {
    Path home = directory.resolve("home");
    fill(home);
    Path moved = directory.resolve("moved");
    Files.move(home.resolve(part), moved);
    Files.createSymbolicLink(home.resolve(part), moved);
    Map<String, String> before = Tree.of(directory);
    assertThatThrownBy(() -> Media.file(home))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot open home " + home + ": " + part + " is a link");
    assertThat(Tree.of(directory)).isEqualTo(before);
  }

  @Test
  void refusesALinkWhereARoomIsToBeMade() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Path victim = Files.createDirectory(directory.resolve("victim"));
    Files.createSymbolicLink(home.resolve("blobs"), victim);
    assertThatThrownBy(() -> fill(home)).isInstanceOf(CorruptDataException.class);
    assertThat(Tree.of(victim)).containsOnlyKeys("");
    assertThat(home.resolve("format.json")).doesNotExist();
  }

  @Test
  void keepsItsFilesPrivateInADirectoryThatIsNot() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    fill(home);
    assertThat(mode(home)).isEqualTo("rwxrwxrwx"); // it is the user's
    for (Path path : Tree.paths(home)) {
      if (!path.equals(home)) {
        assertThat(mode(path))
            .describedAs(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void takesAnOptionTwice() {
    MediumOption option = MediumOption.NETWORK_FILE_SYSTEM;
    Media.file(directory, option, option).close();
  }
}
