package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A blob in a pack and in a file of its own, of which one is damaged or both are. */
class BlobCopiesTest {
  private static final byte[] BYTES = Fixtures.utf8("kept twice");
  private static final BlobId ID = Fixtures.hash(BYTES);
  private static final BlobId OTHER = Fixtures.hash(Fixtures.utf8("beside it"));

  @TempDir private Path home;
  private Path loose;

  /** Which copies are damaged. */
  enum Bad {
    PACK,
    LOOSE,
    BOTH,
    NONE
  }

  @BeforeEach
  void store() throws IOException {
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(List.of(Content.of(BYTES), Content.of("beside it")));
    }
    loose = Tree.blob(home, ID);
    Files.createDirectories(Objects.requireNonNull(loose.getParent()));
    Files.write(loose, BYTES);
  }

  private Path pack() {
    List<Path> paths = Tree.paths(home.resolve("packs"));
    assertThat(paths).hasSize(2);
    return paths.get(1);
  }

  /** Damages copies and returns their files. */
  private List<String> damage(Bad bad) throws IOException {
    List<String> files = new ArrayList<>();
    if (bad == Bad.PACK || bad == Bad.BOTH) {
      files.add(spoil(pack()));
    }
    if (bad == Bad.LOOSE || bad == Bad.BOTH) {
      files.add(spoil(loose));
    }
    return files;
  }

  private static String spoil(Path file) throws IOException {
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, content.replace("kept twice", "kept twicf"), StandardCharsets.ISO_8859_1);
    return file.toString();
  }

  private void assertNames(List<String> files, String message) {
    for (Path path : List.of(pack(), loose)) {
      assertThat(message.contains(path.toString()))
          .as("%s in: %s", path, message)
          .isEqualTo(files.contains(path.toString()));
    }
  }

  private void assertDamage(Medium medium, List<String> files, VerifyDepth depth) {
    Throwable thrown = catchThrowable(() -> medium.blobs().maintenance().verify(ID, depth));
    List<Damage> damage = HomeMaintenance.over(medium, () -> Fixtures.TIME).verify(depth).damage();
    if (files.isEmpty()) {
      assertThat(thrown).isNull();
      assertThat(damage).isEmpty();
      return;
    }
    assertThat(thrown).isInstanceOf(CorruptDataException.class);
    assertNames(files, String.valueOf(thrown.getMessage()));
    assertThat(damage).extracting(Damage::name).containsExactly(ID.sha256());
    assertNames(files, damage.get(0).problem());
  }

  private static void assertReads(Medium medium) throws IOException {
    assertThat(medium.blobs().read(ID)).isEqualTo(BYTES);
    try (InputStream in = medium.blobs().open(ID)) {
      assertThat(in.readAllBytes()).isEqualTo(BYTES);
    }
    assertThat(medium.blobs().read(OTHER)).isEqualTo(Fixtures.utf8("beside it"));
  }

  @ParameterizedTest
  @EnumSource
  void namesEachDamagedFileAndReadsTheOther(Bad bad) throws IOException {
    List<String> files = damage(bad);
    for (VerifyDepth depth : List.of(VerifyDepth.CHECKSUM, VerifyDepth.HASH)) {
      try (Medium medium = Media.file(home)) { // which knows no pack yet
        assertDamage(medium, files, depth);
        if (bad != Bad.BOTH) {
          assertReads(medium);
        }
        medium.blobs().maintenance().verify(OTHER, depth);
      }
    }
  }

  @Test
  void namesDamageThatCameAfterThePackWasRead() throws IOException {
    try (Medium medium = Media.file(home)) {
      assertDamage(medium, List.of(), VerifyDepth.HASH);
      assertDamage(medium, damage(Bad.PACK), VerifyDepth.CHECKSUM);
      assertReads(medium);
    }
  }

  @ParameterizedTest
  @EnumSource
  void mendsEveryCopyOfWhatIsPutAgain(Bad bad) throws IOException {
    damage(bad);
    try (Medium medium = Media.file(home)) {
      assertThat(medium.blobs().put(Content.of(BYTES))).isEqualTo(ID);
      assertDamage(medium, List.of(), VerifyDepth.HASH);
      assertReads(medium);
    }
    Files.delete(loose);
    try (Medium medium = Media.file(home)) {
      assertDamage(medium, List.of(), VerifyDepth.HASH);
      assertReads(medium);
    }
  }

  @Test
  void mendsAPackOfWhichEveryCopyIsPutAgainAtOnce() throws IOException {
    spoil(pack());
    Files.delete(loose);
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(List.of(Content.of("beside it"), Content.of(BYTES)));
      assertDamage(medium, List.of(), VerifyDepth.HASH);
      assertReads(medium);
    }
  }

  /** Mending a pack may end anywhere: the blob is safe before it begins. */
  @Test
  void losesNothingIfMendingFailsAnywhere() throws IOException {
    for (int k = 1; ; k++) {
      damage(Bad.PACK);
      FaultyFileSystem files = new FaultyFileSystem();
      KthFault fault =
          KthFault.from(
              k, () -> new IOException("broken"), (operation, path) -> operation.changes());
      try (Medium medium = Media.file(files.path(home))) {
        files.fail(fault);
        Throwable thrown = catchThrowable(() -> medium.blobs().put(Content.of(BYTES)));
        files.heal();
        assertThat(thrown == null || thrown instanceof StorageFailedException)
            .as("%s: %s", k, thrown)
            .isTrue();
      }
      try (Medium medium = Media.file(home)) {
        assertReads(medium);
        medium.blobs().put(Content.of(BYTES));
        assertDamage(medium, List.of(), VerifyDepth.HASH);
      }
      if (!fault.fired()) {
        assertThat(k).isGreaterThan(4);
        return;
      }
    }
  }
}
