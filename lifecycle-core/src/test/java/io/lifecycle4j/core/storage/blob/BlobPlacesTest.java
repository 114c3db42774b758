package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies where blobs lie: things that are no files, leftovers, work of other homes. */
@Timeout(120)
class BlobPlacesTest {
  @TempDir private Path directory;
  private Path home;

  @BeforeEach
  void nameHome() {
    home = directory.resolve("home");
  }

  /** What may lie in the place of a file. */
  enum Thing {
    DIRECTORY("a directory") {
      @Override
      void put(Path place) throws IOException {
        Files.createDirectory(place);
      }
    },
    LINK("a link") {
      @Override
      void put(Path place) throws IOException {
        Path file = place.resolveSibling("elsewhere");
        Files.writeString(file, "secret");
        Files.createSymbolicLink(place, file);
      }
    },
    DANGLING_LINK("a link") {
      @Override
      void put(Path place) throws IOException {
        Files.createSymbolicLink(place, place.resolveSibling("nowhere"));
      }
    },
    PIPE("a pipe, a socket or a device") {
      @Override
      void put(Path place) throws IOException {
        try {
          Process process = new ProcessBuilder("mkfifo", place.toString()).start();
          assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
          assertThat(process.exitValue()).isZero();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };

    private final String kind;

    Thing(String kind) {
      this.kind = kind;
    }

    abstract void put(Path place) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void saysSoWhenThereIsNoFileInThePlaceOfABlob(Thing thing) throws IOException {
    try (Medium medium = Media.file(home)) {
      BlobId id = medium.blobs().put(Content.of("x"));
      Path file = Tree.blob(home, id);
      Files.delete(file);
      thing.put(file);
      assertRefused(medium.blobs(), id, file, thing);
    }
  }

  /** A link would lead what is put out of the home. */
  @Test
  void refusesALinkInThePlaceOfARoom() throws IOException {
    try (Medium medium = Media.file(home)) {
      BlobId id = medium.blobs().put(Content.of("x"));
      Path room = Objects.requireNonNull(Tree.blob(home, id).getParent());
      Path elsewhere = Files.move(room, directory.resolve("elsewhere"));
      Files.createSymbolicLink(room, elsewhere);
      for (Medium opened : List.of(medium, Media.file(home))) {
        BlobStore blobs = opened.blobs();
        for (Runnable call :
            List.<Runnable>of(
                () -> blobs.put(Content.of("x")),
                () -> blobs.read(id),
                () -> blobs.contains(id),
                () -> blobs.maintenance().quarantine(List.of(id), Instant.MAX),
                () -> Fixtures.ids(blobs))) {
          assertThatThrownBy(call::run)
              .isInstanceOf(CorruptDataException.class)
              .hasMessage("Cannot read %s: it is a file or a link (must be a directory)", room);
        }
        opened.close();
      }
      Files.delete(elsewhere.resolve(id.sha256()));
      try (Medium opened = Media.file(home)) {
        assertThatThrownBy(() -> opened.blobs().put(Content.of("x")))
            .isInstanceOf(CorruptDataException.class);
      }
      assertThat(Directory.names(elsewhere)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysSoWhenThereIsNoFileInThePlaceOfAPack(Thing thing) throws IOException {
    BlobId id;
    Path pack;
    try (Medium medium = Media.file(home)) {
      id = medium.blobs().putAll(List.of(Content.of("x"))).get(0);
      pack = Tree.paths(home.resolve("packs")).get(1);
      medium.blobs().read(id);
      Files.delete(pack);
      thing.put(pack);
      assertThatThrownBy(() -> medium.blobs().read(id)).isInstanceOf(CorruptDataException.class);
    }
    try (Medium medium = Media.file(home)) {
      assertRefused(medium.blobs(), id, pack, thing);
      assertThatThrownBy(() -> Fixtures.ids(medium.blobs()))
          .isInstanceOf(CorruptDataException.class);
    }
  }

  private static void assertRefused(BlobStore blobs, BlobId id, Path file, Thing thing) {
    for (Runnable call :
        List.<Runnable>of(
            () -> blobs.read(id),
            () -> blobs.open(id),
            () -> blobs.open(id, 0, 1),
            () -> blobs.size(id),
            () -> blobs.contains(id),
            () -> Fixtures.lastPut(blobs, id),
            () -> blobs.maintenance().verify(id, VerifyDepth.STRUCTURE),
            () -> blobs.maintenance().quarantine(List.of(id), Instant.MAX))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(CorruptDataException.class)
          .hasMessage("Cannot read %s: it is %s (must be a regular file)", file, thing.kind);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECTORY", "PIPE", "DANGLING_LINK"})
  void refusesAContentThatIsNoFile(Thing thing) throws IOException {
    Path source = directory.resolve("source");
    thing.put(source);
    try (Medium medium = Media.file(home)) {
      assertThatThrownBy(() -> medium.blobs().put(Content.of(source)))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot read " + source + ": ");
      assertThatThrownBy(() -> medium.blobs().putAll(List.of(Content.of(source))))
          .isInstanceOf(InvalidDataException.class);
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
    }
  }

  @Test
  void sweepsWhatDeadWritersLeftAndNotWhatLivingOnesWrite() throws IOException {
    try (Medium living = Media.file(home)) {
      living.blobs().put(Content.of("x"));
      Path tmp = home.resolve("tmp");
      Path mine =
          Tree.paths(tmp).stream()
              .filter(path -> Files.isDirectory(path) && !path.equals(tmp))
              .findFirst()
              .orElseThrow();
      Files.writeString(mine.resolve("draft"), "being written");
      Path dead = Files.createDirectory(tmp.resolve("0123456789abcdef"));
      Files.writeString(dead.resolve("0"), "left");
      Files.createFile(tmp.resolve("0123456789abcdef.lock"));
      Files.createFile(tmp.resolve("fedcba9876543210.lock"));
      Files.createDirectory(tmp.resolve("00000000aaaaaaaa"));
      Files.writeString(tmp.resolve("notes.txt"), "somebody's");
      Media.file(home).close();
      assertThat(Tree.paths(tmp).stream().map(path -> tmp.relativize(path).toString()))
          .containsExactlyInAnyOrder(
              "",
              mine.getFileName().toString(),
              mine.getFileName() + "/draft",
              mine.getFileName() + ".lock",
              "notes.txt");
    }
    assertThat(Directory.names(home.resolve("tmp"))).containsExactly("notes.txt");
  }

  @Test
  void writesNothingAfterItWasClosed() {
    Medium medium = Media.file(home);
    BlobStore blobs = medium.blobs();
    medium.close();
    for (Runnable call :
        List.<Runnable>of(
            () -> blobs.put(Content.of("x")),
            () -> blobs.putAll(List.of()),
            () -> blobs.maintenance().quarantine(List.of(), Fixtures.TIME),
            () -> blobs.maintenance().purge(Fixtures.TIME))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The home is closed");
    }
  }

  @Test
  void saysThatTheHomeIsClosedToWhoIsStoring() {
    for (boolean several : List.of(false, true)) {
      Medium medium = Media.file(home);
      BlobStore blobs = medium.blobs();
      Content closing =
          out -> {
            out.write(new byte[3 << 20]); // more than memory takes
            medium.close();
          };
      assertThatThrownBy(
              () -> {
                if (several) {
                  blobs.putAll(List.of(Content.of("x"), closing, Content.of("y")));
                } else {
                  blobs.put(closing);
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The home is closed");
    }
  }

  @Test
  void keepsFilesToTheirOwner() throws IOException {
    try (Medium medium = Media.file(home)) {
      BlobId alone = medium.blobs().put(Content.of("x"));
      BlobId packed = medium.blobs().putAll(List.of(Content.of("y"), Content.of("z"))).get(0);
      medium.blobs().maintenance().quarantine(List.of(alone, packed), Instant.MAX);
      for (Path path : Tree.paths(home)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .describedAs(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  /** Two homes on one directory, as two processes have; one puts what the other quarantines. */
  @Test
  void losesNothingThatIsPutWhileOthersSetAside() throws Exception {
    try (Medium one = Media.file(home);
        Medium other = Media.file(home)) {
      List<Content> contents = List.of(Content.of("wanted"), Content.of("as well"));
      List<BlobId> ids = one.blobs().putAll(contents);
      for (int round = 0; round < 60; round++) {
        Instant now = Fixtures.lastPut(one.blobs(), ids.get(0));
        List<BlobId> wanted = ids.subList(0, 1 + round % 2);
        Together.run(
            4,
            thread -> {
              if (thread < 2) {
                return (thread == 0 ? one : other).blobs().maintenance().quarantine(wanted, now);
              }
              List<BlobId> put = (thread == 2 ? one : other).blobs().putAll(contents);
              for (BlobId id : put) { // stored from the moment of the answer on
                assertThat(one.blobs().contains(id)).isTrue();
                assertThat(other.blobs().read(id)).isNotEmpty();
              }
              return put;
            });
      }
      for (BlobId id : ids) {
        one.blobs().maintenance().verify(id, VerifyDepth.HASH);
        other.blobs().maintenance().verify(id, VerifyDepth.HASH);
      }
    }
  }
}
