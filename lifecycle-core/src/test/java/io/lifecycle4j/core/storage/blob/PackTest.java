package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pack gives exactly what was put, or says which file is damaged. */
@Tag(Volume.TAG)
class PackTest {
  /** One in how many bits is flipped; prime to eight, so that each bit of a byte is. */
  private static final int STRIDE = Volume.of(31, 1, 1);

  private static final Map<BlobId, byte[]> BLOBS =
      Map.of(
          Fixtures.hash(Fixtures.utf8("one")), Fixtures.utf8("one"),
          Fixtures.hash(Fixtures.bytes(1, 40)), Fixtures.bytes(1, 40),
          Fixtures.hash(new byte[0]), new byte[0]);

  @TempDir private Path home;
  private Path pack;
  private byte[] good;

  @BeforeEach
  void writePack() throws IOException {
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(BLOBS.values().stream().map(Content::of).toList());
    }
    pack = packs(home).get(0);
    good = Files.readAllBytes(pack);
  }

  private static List<Path> packs(Path home) {
    return Tree.paths(home.resolve("packs")).stream().filter(Files::isRegularFile).toList();
  }

  /** The example in docs/FORMAT.md. */
  @Test
  void writesEveryByteAsDescribed(@TempDir Path other) throws IOException {
    try (Medium medium = Media.file(other)) {
      medium.blobs().putAll(List.of(Content.of("abc")));
    }
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    String name = "d915cfaf107d08a7b6bbf267fc9eef3a30f0e0400584009e73c7780ad31d2c32";
    String bytes =
        "4c344a5041434b31"
            + "00000003"
            + "b3fcbff9"
            + hash
            + "616263"
            + "00000001"
            + hash
            + "0000000000000008"
            + "00000003"
            + "0000000000000033"
            + "0000000000000030"
            + name
            + "4c344a5041434b31";
    assertThat(other.resolve("packs").resolve(name + ".pack"))
        .hasBinaryContent(HexFormat.of().parseHex(bytes));
    assertThat(FormatText.hexExamples()).contains(bytes);
  }

  @Test
  void findsEveryBitThatChanged() throws IOException {
    for (int bit = 0; bit < 8 * good.length; bit += STRIDE) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(pack, bad);
      assertThat(check()).describedAs("bit %s", bit).isPositive();
    }
    Files.write(pack, good);
    assertThat(check()).isZero();
  }

  @Test
  void findsEveryLengthThatChanged() throws IOException {
    for (int length = 0; length < good.length; length++) {
      Files.write(pack, Arrays.copyOf(good, length));
      assertThat(check()).describedAs("length %s", length).isEqualTo(BLOBS.size());
    }
    Files.write(pack, Arrays.copyOf(good, good.length + 1));
    assertThat(check()).isEqualTo(BLOBS.size());
  }

  @Test
  void findsAnotherPackInItsPlace() throws IOException {
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(List.of(Content.of("two"), Content.of("three")));
    }
    Path other = packs(home).stream().filter(path -> !path.equals(pack)).findFirst().orElseThrow();
    Files.copy(other, pack, StandardCopyOption.REPLACE_EXISTING);
    assertThat(check()).isEqualTo(BLOBS.size());
  }

  /** Opens the home anew and counts the blobs that verification finds damaged. */
  private int check() {
    int damaged = 0;
    try (Medium medium = Media.file(home)) {
      BlobStore blobs = medium.blobs();
      for (Map.Entry<BlobId, byte[]> blob : BLOBS.entrySet()) {
        damaged += check(blobs, blob.getKey(), blob.getValue()) ? 0 : 1;
      }
      try {
        assertThat(Fixtures.ids(blobs)).containsAll(BLOBS.keySet());
      } catch (LifecycleException e) {
        assertTyped(e);
      }
    }
    return damaged;
  }

  private boolean check(BlobStore blobs, BlobId id, byte[] bytes) {
    try {
      assertThat(blobs.read(id)).isEqualTo(bytes);
      assertThat(blobs.size(id)).isEqualTo(bytes.length);
      assertThat(blobs.contains(id)).isTrue();
      blobs.maintenance().verify(id, VerifyDepth.CHECKSUM);
      return true;
    } catch (LifecycleException e) {
      assertTyped(e);
      return false;
    }
  }

  private void assertTyped(LifecycleException e) {
    assertThat(e).isInstanceOf(CorruptDataException.class).hasMessageContaining(pack.toString());
  }

  /** What an open home knows of the index does not hide what happens to the file. */
  @Test
  void findsDamageThatCameAfterItWasRead() throws IOException {
    try (Medium medium = Media.file(home)) {
      BlobStore blobs = medium.blobs();
      BLOBS.keySet().forEach(blobs::read);
      for (int at = 0; at < good.length; at++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % Byte.SIZE);
        Files.write(pack, bad);
        int damaged = 0;
        for (BlobId id : BLOBS.keySet()) {
          damaged += check(blobs, id, BLOBS.get(id)) ? 0 : 1;
        }
        assertThat(damaged).describedAs("byte %s", at).isPositive();
      }
      Files.write(pack, Arrays.copyOf(good, 60));
      for (BlobId id : BLOBS.keySet()) {
        assertThatThrownBy(() -> blobs.maintenance().verify(id, VerifyDepth.STRUCTURE))
            .isInstanceOf(CorruptDataException.class)
            .hasMessage("Corrupt pack " + pack + ": it has the wrong length");
      }
    }
  }

  @Test
  void endsAPartThatIsNoLongerThere() throws IOException {
    byte[] bytes = Fixtures.bytes(1, 40);
    BlobId id = Fixtures.hash(bytes);
    try (Medium medium = Media.file(home)) {
      try (InputStream in = medium.blobs().open(id, 10, 30)) {
        Files.write(pack, Arrays.copyOf(good, 8));
        assertThatThrownBy(in::readAllBytes)
            .isInstanceOf(CorruptDataException.class)
            .hasMessageStartingWith("Corrupt blob in " + pack + ": it ends at byte ");
      }
    }
  }

  @Test
  void doesNotCallABlobAbsentThatADamagedPackMayHold() throws IOException {
    BlobId absent = Fixtures.hash(Fixtures.utf8("absent"));
    BlobId elsewhere;
    try (Medium medium = Media.file(home)) {
      elsewhere = medium.blobs().put(Content.of("elsewhere"));
    }
    Files.write(pack, new byte[100]);
    try (Medium medium = Media.file(home)) {
      BlobStore blobs = medium.blobs();
      assertThat(blobs.read(elsewhere)).isEqualTo(Fixtures.utf8("elsewhere"));
      for (Runnable call :
          List.<Runnable>of(
              () -> blobs.contains(absent),
              () -> blobs.read(absent),
              () -> blobs.maintenance().verify(absent, VerifyDepth.STRUCTURE),
              () -> Fixtures.ids(blobs),
              () -> Fixtures.lastPut(blobs, elsewhere),
              () -> blobs.maintenance().quarantine(List.of(elsewhere), Fixtures.TIME))) {
        assertThatThrownBy(call::run)
            .isInstanceOf(CorruptDataException.class)
            .hasMessageStartingWith("Corrupt pack " + pack + ": ");
      }
      assertThat(blobs.maintenance().quarantined()).isEmpty();
      BlobId again = blobs.putAll(List.of(Content.of("one"))).get(0);
      assertThat(blobs.read(again)).isEqualTo(Fixtures.utf8("one"));
    }
  }

  @Test
  void mendsABlobThatIsPutAgain() throws IOException {
    int at = indexOf(good, Fixtures.utf8("one"));
    good[at]++;
    Files.write(pack, good);
    BlobId id = Fixtures.hash(Fixtures.utf8("one"));
    try (Medium medium = Media.file(home)) {
      assertThatThrownBy(() -> medium.blobs().read(id)).isInstanceOf(CorruptDataException.class);
      medium.blobs().putAll(List.of(Content.of("one")));
      assertThat(medium.blobs().read(id)).isEqualTo(Fixtures.utf8("one"));
      medium.blobs().maintenance().verify(id, VerifyDepth.HASH);
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    int at = 0;
    while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }

  @Test
  void keepsTheDamageOfWhatStaysWhenAPackIsRewritten() throws IOException {
    good[indexOf(good, Fixtures.utf8("one"))]++;
    Files.write(pack, good);
    BlobId damaged = Fixtures.hash(Fixtures.utf8("one"));
    BlobId gone = Fixtures.hash(Fixtures.bytes(1, 40));
    try (Medium medium = Media.file(home)) {
      BlobStore blobs = medium.blobs();
      Fixtures.quarantine(blobs, gone);
      assertThat(packs(home)).doesNotContain(pack).hasSize(1);
      assertThatThrownBy(() -> blobs.maintenance().verify(damaged, VerifyDepth.CHECKSUM))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("the checksum of the record at byte ");
      blobs.maintenance().verify(Fixtures.hash(new byte[0]), VerifyDepth.HASH);
      blobs.maintenance().restore(gone);
      assertThat(blobs.read(gone)).isEqualTo(Fixtures.bytes(1, 40));
    }
  }

  @Test
  void givesOneMoreThanAPackAFileOfItsOwn() {
    byte[] fits = Fixtures.bytes(1, PackIndex.MAX_BLOB);
    byte[] larger = Fixtures.bytes(2, PackIndex.MAX_BLOB + 1);
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(List.of(Content.of(fits), Content.of(larger)));
      assertThat(Tree.blob(home, Fixtures.hash(fits))).doesNotExist();
      assertThat(Tree.blob(home, Fixtures.hash(larger))).hasBinaryContent(larger);
      assertThat(packs(home)).hasSize(2);
    }
  }

  @Test
  void seesPacksOfAnotherProcess() {
    try (Medium one = Media.file(home);
        Medium other = Media.file(home)) {
      assertThat(Fixtures.ids(one.blobs())).hasSize(BLOBS.size());
      BlobId id = other.blobs().putAll(List.of(Content.of("late"))).get(0);
      assertThat(one.blobs().read(id)).isEqualTo(Fixtures.utf8("late"));
      assertThat(Fixtures.ids(one.blobs())).contains(id).hasSize(BLOBS.size() + 1);
      BlobId gone = Fixtures.hash(Fixtures.utf8("one"));
      Fixtures.quarantine(other.blobs(), gone);
      for (BlobId left :
          List.of(Fixtures.hash(new byte[0]), Fixtures.hash(Fixtures.bytes(1, 40)))) {
        assertThat(one.blobs().read(left)).isEqualTo(BLOBS.get(left));
      }
      assertThat(Fixtures.ids(one.blobs())).doesNotContain(gone).hasSize(BLOBS.size());
    }
  }

  @Test
  void knowsOfABlobThatWasSetAsideThatItIsNoLongerStored() {
    try (Medium one = Media.file(home);
        Medium other = Media.file(home)) {
      BLOBS.keySet().forEach(id -> assertThat(one.blobs().contains(id)).isTrue());
      BLOBS.keySet().forEach(id -> assertThat(other.blobs().contains(id)).isTrue());
      one.blobs().maintenance().quarantine(BLOBS.keySet(), Instant.MAX);
      for (Medium medium : List.of(one, other)) {
        for (BlobId id : BLOBS.keySet()) {
          assertThat(medium.blobs().contains(id)).isFalse();
          assertThatThrownBy(() -> medium.blobs().size(id)).isInstanceOf(NotFoundException.class);
        }
      }
    }
  }

  /** Puts contents in a pack of another home, damages one, and lays the pack beside those here. */
  private Path laidHere(Path other, String damaged, String... texts) throws IOException {
    try (Medium medium = Media.file(other)) {
      medium.blobs().putAll(Stream.of(texts).map(Content::of).toList());
    }
    Path from = packs(other).get(0);
    byte[] bytes = Files.readAllBytes(from);
    bytes[indexOf(bytes, Fixtures.utf8(damaged))]++;
    Path target = pack.resolveSibling(from.getFileName().toString());
    return Files.write(target, bytes);
  }

  @Test
  void readsTheOtherCopyIfOneIsDamaged(@TempDir Path other) throws IOException {
    List<Path> bad =
        List.of(
            laidHere(other, "one", "one", "first"),
            laidHere(other.resolve("b"), "one", "one", "last of all"));
    BlobId id = Fixtures.hash(Fixtures.utf8("one"));
    for (int last = 0; last < 2; last++) { // the good one is read first, or the damaged ones
      try (Medium medium = Media.file(home)) {
        assertThat(medium.blobs().read(id)).isEqualTo(Fixtures.utf8("one"));
        try (InputStream in = medium.blobs().open(id)) {
          assertThat(in.readAllBytes()).isEqualTo(Fixtures.utf8("one"));
        }
        assertNames(bad, () -> medium.blobs().maintenance().verify(id, VerifyDepth.CHECKSUM));
      }
      bad = List.of(pack);
      for (Path each : packs(home)) { // now the others are good
        byte[] bytes = Files.readAllBytes(each);
        int at = indexOf(bytes, id.bytes()) + PackIndex.HASH;
        bytes[at] ^= (byte) ('o' ^ ('o' + 1));
        Files.write(each, bytes);
      }
    }
  }

  private void assertNames(List<Path> bad, ThrowingCallable call) throws IOException {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(CorruptDataException.class);
    for (Path each : packs(home)) {
      boolean named = String.valueOf(thrown.getMessage()).contains(each.toString());
      assertThat(named).as("%s in: %s", each, thrown.getMessage()).isEqualTo(bad.contains(each));
    }
  }

  @Test
  void movesNoDamagedCopyOverAGoodPack(@TempDir Path other) throws IOException {
    BlobId id = Fixtures.hash(Fixtures.utf8("kept"));
    BlobId gone = Fixtures.hash(Fixtures.utf8("gone"));
    try (Medium medium = Media.file(home)) {
      medium.blobs().putAll(List.of(Content.of("kept")));
      Instant put = Fixtures.lastPut(medium.blobs(), id);
      Path old = laidHere(other, "kept", "kept", "gone"); // what stays has the name of the other
      Files.setLastModifiedTime(old, FileTime.from(put.minusSeconds(60)));
      Files.delete(pack);
      assertThat(medium.blobs().maintenance().quarantine(List.of(gone), put.minusSeconds(1)))
          .containsExactly(gone);
      assertThat(packs(home)).hasSize(1).doesNotContain(old);
      assertThat(medium.blobs().read(id)).isEqualTo(Fixtures.utf8("kept"));
      assertThat(Fixtures.lastPut(medium.blobs(), id)).isEqualTo(put);
    }
  }

  @Test
  void keepsAGoodCopyOfWhatItMoves(@TempDir Path other) throws IOException {
    BlobId stays = Fixtures.hash(Fixtures.utf8("stays"));
    BlobId gone = Fixtures.hash(Fixtures.utf8("gone"));
    Path old = laidHere(other, "stays", "stays", "gone");
    try (Medium medium = Media.file(home)) {
      BlobStore blobs = medium.blobs();
      blobs.put(Content.of("stays"));
      Path loose = Tree.blob(home, gone);
      Files.createDirectories(Objects.requireNonNull(loose.getParent()));
      Files.writeString(loose, "gone bad");
      assertThat(blobs.maintenance().quarantine(List.of(gone), Instant.MAX)).containsExactly(gone);
      assertThat(old).doesNotExist();
      Files.delete(Tree.blob(home, stays));
      assertThat(blobs.read(stays)).isEqualTo(Fixtures.utf8("stays"));
      blobs.maintenance().restore(gone);
      assertThat(blobs.read(gone)).isEqualTo(Fixtures.utf8("gone"));
    }
  }
}
