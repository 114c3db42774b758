package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Faults;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.LateFault;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@OnlyLarger
class BlobFaultTest {
  private static final int STEP = Volume.of(40, 5, 1); // one in how many operations fails

  private final FaultyFileSystem files = new FaultyFileSystem();
  private Path home;
  private Medium medium;
  private BlobId before;
  private SeveralBlobs many = SeveralBlobs.of(0);

  @BeforeEach
  void openHome(@TempDir Path directory) {
    openHome(directory, "home");
  }

  private void openHome(Path directory, String name) {
    home = directory.resolve(name);
    medium = Media.file(files.path(home));
    before = medium.blobs().put(Content.of("before"));
  }

  @AfterEach
  void closeHome() {
    files.heal();
    medium.close();
    assertThat(files.openChannels()).isZero();
  }

  static List<Faults> faults() {
    return Faults.any();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void leavesNothingHalfThereWhateverFails(Faults faults) {
    KthFault fault;
    int k = first(faults);
    do {
      k += STEP;
      byte[] bytes = Fixtures.bytes(k, 20_000);
      BlobId id = Fixtures.hash(bytes);
      fault = faults.kth().apply(k);
      files.fail(fault);
      boolean stored = put(bytes, fault);
      files.heal();
      assertThat(files.openChannels()).isLessThanOrEqualTo(1); // the lock of the workspace
      try (Medium clean = Media.file(home)) {
        checkAll(clean.blobs());
        assertThat(clean.blobs().contains(id) || !stored).isTrue();
        assertThat(clean.blobs().put(Content.of(bytes))).isEqualTo(id);
        assertThat(clean.blobs().read(id)).isEqualTo(bytes);
      }
      medium.close(); // after a failed force it writes nothing more
      medium = Media.file(files.path(home));
    } while (fault.fired());
    assertThat(k).isGreaterThan(6);
  }

  @Test
  void storesNothingMoreOnceADirectoryCannotBeForced() {
    medium.blobs().put(Content.of("before"));
    files.fail(
        (operation, path) ->
            operation == Operation.FORCE && Files.isDirectory(path)
                ? new IOException("dead")
                : null);
    assertThatThrownBy(() -> medium.blobs().put(Content.of("lost")))
        .isInstanceOf(StorageFailedException.class);
    files.heal();
    assertThatThrownBy(() -> medium.blobs().put(Content.of("lost")))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot write blobs: an earlier force failed (reopen the home)");
    medium.close();
    medium = Media.file(files.path(home));
    medium.blobs().put(Content.of("lost"));
  }

  /** One step before the first operation that fails: another one in each way. */
  private static int first(Faults faults) {
    return 1 + Math.floorMod(faults.name().hashCode(), STEP) - STEP;
  }

  private boolean put(byte[] bytes, KthFault fault) {
    try {
      medium.blobs().put(Content.of(bytes));
      // a directory that is missing fails to be listed before a late fault comes
      assertThat(fault.failed()).isIn(null, Operation.DELETE, Operation.LIST);
      return true;
    } catch (StorageFailedException e) {
      assertThat(e).hasMessageStartingWith("Cannot store a blob in " + home + ": ");
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void storesAllOfManyOrSaysSoWhateverFails(Faults faults) {
    failEach(
        faults,
        k -> () -> medium.blobs().putAll(many(k).contents()).isEmpty(),
        (k, blobs, done) -> {
          for (BlobId id : many(k).ids()) {
            assertThat(!done || blobs.contains(id)).isTrue();
          }
          List<BlobId> ids = blobs.putAll(many(k).contents());
          assertThat(ids).isEqualTo(many(k).ids());
          assertThat(blobs.read(ids.get(1))).isEqualTo(many(k).bytes().get(1));
          assertThat(Fixtures.ids(blobs)).containsAll(ids);
        });
  }

  private SeveralBlobs many(int k) {
    if (many.number() != k) {
      many = SeveralBlobs.of(k);
    }
    return many;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsABlobStoredOrAsideWhateverFails(Faults faults) {
    failEach(
        faults,
        k -> {
          List<BlobId> ids = medium.blobs().putAll(many(k).contents());
          List<BlobId> dead = ids.subList(1, 3);
          Instant now = Fixtures.lastPut(medium.blobs(), before).plusSeconds(60);
          return () -> medium.blobs().maintenance().quarantine(dead, now).isEmpty();
        },
        (k, blobs, done) -> {
          List<BlobId> aside = Fixtures.quarantined(blobs);
          for (int i = 1; i < 3; i++) {
            BlobId id = many(k).ids().get(i);
            assertThat(blobs.contains(id) || aside.contains(id)).isTrue();
            assertThat(done && blobs.contains(id)).isFalse();
            if (aside.contains(id)) {
              blobs.maintenance().restore(id);
            }
            assertThat(blobs.read(id)).isEqualTo(many(k).bytes().get(i));
          }
          assertThat(blobs.read(many(k).ids().get(3))).isEqualTo(many(k).bytes().get(3));
        });
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsABlobAsideOrStoredWhateverFails(Faults faults) {
    failEach(
        faults,
        k -> {
          BlobId id = medium.blobs().put(Content.of("aside " + k));
          Fixtures.quarantine(medium.blobs(), id);
          return () -> {
            medium.blobs().maintenance().restore(id);
            return false;
          };
        },
        (k, blobs, done) -> {
          BlobId id = Fixtures.hash(Fixtures.utf8("aside " + k));
          assertThat(!done || blobs.contains(id)).isTrue();
          if (!blobs.contains(id)) {
            blobs.maintenance().restore(id);
          }
          assertThat(blobs.read(id)).isEqualTo(Fixtures.utf8("aside " + k));
        });
  }

  @ParameterizedTest
  @MethodSource("faults")
  void purgesOnlyWhatIsOldWhateverFails(Faults faults) {
    BlobId young = Fixtures.hash(Fixtures.utf8("young"));
    Instant now = Fixtures.lastPut(medium.blobs(), before).plusSeconds(3_600);
    failEach(
        faults,
        k -> {
          medium.blobs().put(Content.of("young"));
          medium.blobs().maintenance().quarantine(List.of(young), now);
          BlobId id = medium.blobs().put(Content.of("old " + k));
          medium.blobs().maintenance().quarantine(List.of(id), now.minusSeconds(1));
          return () -> medium.blobs().maintenance().purge(now).isEmpty();
        },
        (k, blobs, done) -> {
          assertThat(blobs.maintenance().quarantined())
              .contains(new QuarantinedBlob(young, 5, now))
              .hasSizeLessThanOrEqualTo(done ? 1 : 2);
          blobs.maintenance().purge(now);
          assertThat(blobs.maintenance().quarantined()).hasSize(1);
        });
  }

  /** Whoever verified a long blob under the lock would hold up all who write meanwhile. */
  @Test
  void purgesAndPutsWhileABlobIsVerifiedToBeRestored() {
    BlobId id = medium.blobs().put(Content.of("aside"));
    Fixtures.quarantine(medium.blobs(), id);
    List<BlobId> purged = new ArrayList<>();
    try (Medium other = Media.file(home)) {
      files.fail(
          (operation, path) -> {
            boolean verifying = String.valueOf(path.getFileName()).startsWith(id.sha256());
            if (verifying && operation == Operation.READ && purged.isEmpty()) {
              purged.addAll(other.blobs().maintenance().purge(Instant.MAX));
              other.blobs().put(Content.of("meanwhile"));
            }
            return null;
          });
      assertThatThrownBy(() -> medium.blobs().maintenance().restore(id))
          .isInstanceOf(NotFoundException.class);
    }
    assertThat(purged).containsExactly(id);
    assertThat(medium.blobs().contains(Fixtures.hash(Fixtures.utf8("meanwhile")))).isTrue();
  }

  /** Looks at what is there after a call that may have failed. */
  private interface Check {
    void run(int k, BlobStore blobs, boolean done);
  }

  /** Makes a call again and again, each time with a fault one operation later. */
  private void failEach(Faults faults, IntFunction<BooleanSupplier> prepare, Check check) {
    Path directory = Objects.requireNonNull(home.getParent());
    KthFault fault;
    int k = first(faults);
    do {
      k += STEP;
      medium.close();
      openHome(directory, "home-" + k);
      BooleanSupplier call = prepare.apply(k);
      fault = faults.kth().apply(k);
      files.fail(fault);
      boolean done = call(call);
      files.heal();
      assertThat(files.openChannels()).isEqualTo(1);
      assertThat(drafts()).hasSizeLessThan(5);
      try (Medium clean = Media.file(home)) {
        checkAll(clean.blobs());
        check.run(k, clean.blobs(), done);
      }
    } while (fault.fired());
    assertThat(k).isGreaterThan(4);
  }

  private static boolean call(BooleanSupplier call) {
    try {
      assertThat(call.getAsBoolean()).isFalse();
      return true;
    } catch (StorageFailedException e) {
      assertThat(e).hasMessageStartingWith("Cannot ");
      return false;
    }
  }

  private void checkAll(BlobStore blobs) {
    List<BlobId> ids = Fixtures.ids(blobs);
    assertThat(ids).contains(before);
    for (BlobId id : ids) {
      byte[] bytes = blobs.read(id);
      int known = many.ids().indexOf(id);
      if (known >= 0) {
        assertThat(bytes).isEqualTo(many.bytes().get(known));
      } else {
        assertThat(Fixtures.hash(bytes)).isEqualTo(id);
      }
    }
  }

  @Test
  void leavesNoTemporaryFileWhenPuttingFails() {
    for (Operation operation : List.of(Operation.WRITE, Operation.FORCE, Operation.MOVE)) {
      files.fail((asked, path) -> asked == operation ? new IOException("broken") : null);
      assertThatThrownBy(() -> medium.blobs().put(Content.of("x")))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage("Cannot store a blob in " + home + ": broken");
      assertThat(drafts()).isEmpty();
    }
  }

  private List<Path> drafts() {
    return Tree.paths(home.resolve("tmp")).stream()
        .filter(file -> !file.toString().endsWith(".lock") && !Files.isDirectory(file))
        .toList();
  }

  /** A print writer keeps what its target throws to itself. */
  @Test
  void isNotFooledByAContentThatHidesAFailedWrite() {
    Content hiding =
        out -> {
          PrintWriter writer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          writer.print("0123456789".repeat(200_000));
          writer.flush();
        };
    files.fail(
        KthFault.once(
            1, () -> new LateFault("full", 0.5), (asked, path) -> asked == Operation.WRITE));
    assertThatThrownBy(() -> medium.blobs().put(hiding))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot store a blob in " + home + ": full");
    checkAll(medium.blobs());
    assertThat(Fixtures.ids(medium.blobs())).containsExactly(before);
  }

  @Test
  void forcesBytesBeforeItGivesThemTheirName() {
    List<String> trace = new ArrayList<>();
    files.fail(
        (operation, path) -> {
          if (operation.changes() && operation != Operation.DELETE) {
            trace.add(operation + " " + home.relativize(Path.of(path.toString())));
          }
          return null;
        });
    BlobId id = medium.blobs().put(Content.of("new"));
    String temporary = trace.get(0).substring("CREATE ".length());
    String room = "blobs/" + id.sha256().substring(0, 2);
    assertThat(trace)
        .containsSubsequence("CREATE " + room, "FORCE blobs")
        .containsSubsequence(
            "CREATE " + temporary,
            "WRITE " + temporary,
            "FORCE " + temporary,
            "MOVE " + temporary,
            "FORCE " + room);
  }

  /** A room whose name is not forced takes its blobs with it in a power cut. */
  @Test
  void forcesTheNameOfARoomThatAnotherMade() throws IOException {
    BlobId id = Fixtures.hash(Fixtures.utf8("new"));
    Files.createDirectory(home.resolve("blobs").resolve(id.sha256().substring(0, 2)));
    List<String> forced = new ArrayList<>();
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            forced.add(home.relativize(Path.of(path.toString())).toString());
          }
          return null;
        });
    medium.blobs().put(Content.of("new"));
    assertThat(forced).contains("blobs");
  }

  @Test
  void saysSoWhenItsThreadIsInterruptedAndGoesOn() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> medium.blobs().put(Content.of("interrupted")))
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("Cannot store a blob in " + home + ": the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    checkAll(medium.blobs());
    assertThat(drafts()).isEmpty();
    BlobId id = medium.blobs().put(Content.of("interrupted"));
    assertThat(medium.blobs().read(id)).isEqualTo(Fixtures.utf8("interrupted"));
  }
}
