package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal says when its files are not as they were left. */
@OnlyLarger
class DamagedJournalTest extends WrittenJournal {
  /** One in how many bits is flipped; prime to eight, so that each bit of a byte is. */
  private static final int STRIDE = Volume.of(7, 5, 1);

  @Test
  void refusesAClosedJournalThatWasCutAnywhere() throws IOException {
    writeAndClose();
    byte[] good = Files.readAllBytes(file);
    for (int length = good.length - 1; length >= HEADER; length--) {
      Files.write(file, Arrays.copyOf(good, length));
      int whole = wholeBefore(length);
      assertRefused(
          "%s: entry %d at byte %d is damaged or missing, though it was acknowledged"
              + " (entries up to %d are good)",
          file, prefix(whole).size() + 1, ends.get(whole), prefix(whole).size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesASegmentThatWasCutInItsHeader(boolean closed) throws IOException {
    if (closed) {
      writeAndClose();
    } else {
      writeAndDie(Durability.POWER);
    }
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < HEADER; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertRefused("%s: its header is not that of this segment (byte 0)", file);
    }
  }

  @Test
  void namesTheDamageWhenAnyBitOfAClosedJournalIsFlipped() throws IOException {
    writeAndClose();
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * good.length; bit += STRIDE) {
      Files.write(file, Fixtures.flip(good, bit));
      int whole = wholeBefore(bit / 8);
      if (whole < 0) {
        assertRefused("%s: its header is not that of this segment (byte 0)", file);
      } else {
        assertRefused(
            "%s: entry %d at byte %d is damaged or missing, though it was acknowledged"
                + " (entries up to %d are good)",
            file, prefix(whole).size() + 1, ends.get(whole), prefix(whole).size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void readsAPrefixWhenAnyBitOfAJournalThatWasNotClosedIsFlipped(Durability durability)
      throws IOException {
    writeAndDie(durability);
    byte[] good = Files.readAllBytes(file);
    for (int bit = 8 * HEADER; bit < 8 * good.length; bit += STRIDE) {
      Files.write(file, Fixtures.flip(good, bit));
      int whole = wholeBefore(bit / 8);
      if (durability == Durability.POWER && whole < BATCHES.length - 1) {
        assertRefused(
            "%s: entry %d at byte %d is damaged, though a later entry proves that it was"
                + " acknowledged (entries up to %d are good)",
            file, prefix(whole).size() + 1, ends.get(whole), prefix(whole).size());
      } else {
        assertThat(read()).isEqualTo(prefix(whole));
      }
    }
  }

  @Test
  void refusesAHeadWithAnyBitFlippedOrCutAnywhere() throws IOException {
    writeAndClose();
    Path head = room.resolve("head");
    byte[] good = Files.readAllBytes(head);
    for (int bit = 0; bit < 8 * good.length; bit += STRIDE) {
      Files.write(head, Fixtures.flip(good, bit));
      assertRefused("%s: it is not the head of this journal (byte 0)", head);
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(head, Arrays.copyOf(good, length));
      assertRefused("%s: it is not the head of this journal (byte 0)", head);
    }
  }

  @Test
  void refusesAJournalWithoutItsHeadOrItsSegment() throws IOException {
    writeAndClose();
    Map<Path, byte[]> good = Tree.files(room);
    Files.delete(room.resolve("head"));
    assertRefused("%s: it is missing (byte 0)", room.resolve("head"));
    Tree.restore(room, good);
    Files.delete(file);
    assertRefused("%s: it is missing (byte 0)", file);
  }

  @Test
  void refusesAnOlderHead() throws IOException {
    writeAndClose();
    Path head = room.resolve("head");
    byte[] old = Files.readAllBytes(head);
    try (Medium medium = Media.file(home)) {
      medium.journals().shared("log").append(Fixtures.batch("later"));
    }
    byte[] newest = Files.readAllBytes(head);
    Files.write(head, old);
    assertRefused("%s: it is older than version-3 (byte 0)", head);
    Files.write(head, newest);
    assertThat(read()).endsWith("later");
  }

  @Test
  void refusesAMarkThatIsNoFile() throws IOException {
    writeAndClose();
    Path mark = room.resolve("version-2");
    Files.delete(mark);
    Files.createDirectory(mark);
    assertRefused("%s: it is not a file (byte 0)", mark);
  }

  @Test
  void refusesAJournalThatWasTrimmedToNothingAndLostItsHead() throws IOException {
    try (Medium medium = Media.file(home);
        Journal journal = medium.journals().owned("log")) {
      journal.append(Fixtures.batch("a", "b"));
      journal.trim(3);
    }
    Files.delete(room.resolve("head"));
    assertRefused("%s: it is missing (byte 0)", room.resolve("head"));
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().names()).containsExactly("log");
    }
  }

  /** Two heads have a mark while the later one is published, and after a crash meanwhile. */
  @Test
  void readsTheOlderOfTwoHeadsAsLongAsItHasAMark() throws IOException {
    writeAndClose();
    Files.createFile(room.resolve("version-3"));
    assertThat(read()).isEqualTo(prefix(BATCHES.length));
    try (Medium medium = Media.file(home)) {
      medium.journals().shared("log").append(Fixtures.batch("later"));
    }
    assertThat(read()).endsWith("later");
    assertThat(room.resolve("version-2")).doesNotExist();
    assertThat(room.resolve("version-3")).exists();
  }

  @Test
  void marksTheHeadOfAJournalWithoutMarksWhenItIsWritten() throws IOException {
    writeAndClose();
    Path mark = room.resolve("version-2");
    Files.delete(mark);
    assertThat(read()).isEqualTo(prefix(BATCHES.length));
    assertThat(mark).doesNotExist();
    Medium medium = Media.file(home);
    medium.journals().shared("log").append(Fixtures.batch("later"));
    assertThat(mark).exists();
    medium.close();
    assertThat(read()).endsWith("later");
    assertThat(mark).doesNotExist();
  }

  @Test
  void refusesAHeadAndItsMarkThatAreOlderThanASegment() throws IOException {
    try (Medium medium = SmallSegments.open(home, 100)) {
      medium.journals().shared("log").append(Fixtures.batch("a"));
    }
    Map<Path, byte[]> old = Tree.files(room);
    try (Medium medium = SmallSegments.open(home, 100)) {
      medium.journals().shared("log").append(Fixtures.batch("b"));
    }
    Path newest = Tree.journal(home, "log");
    old.put(newest, Files.readAllBytes(newest));
    Tree.restore(room, old);
    assertRefused("%s: it is older than %s (byte 0)", room.resolve("head"), newest.getFileName());
  }

  /** The copy is on the device; the head that names it is not, nor what was copied. */
  @Test
  void takesARecoveryThatWasCutShortForNoDamage() throws IOException {
    writeAndDie(Durability.PROCESS);
    Map<Path, byte[]> before = Tree.files(room);
    before.put(file, Arrays.copyOf(Files.readAllBytes(file), HEADER));
    copyOfRecovery();
    Path copy = Tree.journal(home, "log");
    before.put(copy, Files.readAllBytes(copy));
    Tree.restore(room, before);
    assertThat(read()).isEmpty();
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().shared("log").append(Fixtures.batch("again"))).isEqualTo(1);
    }
    assertThat(copy).doesNotExist();
    assertThat(read()).containsExactly("again");
  }

  @Test
  void refusesAHeadThatIsOlderThanACopyThatWasGoneOnWith() throws IOException {
    writeAndDie(Durability.PROCESS);
    Map<Path, byte[]> before = Tree.files(room);
    copyOfRecovery("more", "and more");
    Path copy = Tree.journal(home, "log");
    before.put(copy, Files.readAllBytes(copy));
    Tree.restore(room, before);
    assertRefused("%s: it is older than %s (byte 0)", room.resolve("head"), copy.getFileName());
  }

  /** Has the next writer copy the segment, and go on in the copy. */
  private void copyOfRecovery(String... more) {
    Medium medium = Media.file(home);
    Journal journal = medium.journals().shared("log");
    journal.force();
    for (String text : more) {
      journal.append(Fixtures.batch(Batch.ANY, Durability.POWER, text));
    }
    Tree.kill(home, medium);
  }

  @Test
  void refusesAJournalInThePlaceOfAnother() throws IOException {
    writeAndClose();
    Path other = Tree.room(home, "other");
    Files.createDirectory(other);
    for (Path path : Tree.files(room).keySet()) {
      Files.copy(path, other.resolve(String.valueOf(path.getFileName())));
    }
    try (Medium medium = Media.file(home)) {
      assertThatThrownBy(() -> medium.journals().read("other", 1))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt journal %s: it is not the head of this journal (byte 0)",
              other.resolve("head"));
      assertThatThrownBy(() -> medium.journals().shared("other"))
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void refusesASegmentOfAnotherHome(@TempDir Path elsewhere) throws IOException {
    writeAndClose();
    try (Medium other = Media.file(elsewhere)) {
      other.journals().shared("log").append(Fixtures.batch("x"));
    }
    Files.copy(Tree.journal(elsewhere, "log"), file, StandardCopyOption.REPLACE_EXISTING);
    assertRefused("%s: its header is not that of this segment (byte 0)", file);
  }

  /** Whoever can mend the checksum cannot mend the hash in the head. */
  @Test
  void findsBytesThatWereChangedWithTheirChecksum() throws IOException {
    writeAndClose();
    byte[] bytes = Files.readAllBytes(file);
    int start = ends.get(0);
    int end = ends.get(1);
    bytes[end - 1] ^= 1;
    byte[] covered = Arrays.copyOfRange(bytes, start + 4, end);
    int salt = new JournalIdentity(Home.open(home, Set.of(), List.of()).store(), "log").salt();
    Frame.INT.set(bytes, start, SegmentHeader.crc(covered, covered.length) ^ salt);
    Files.write(file, bytes);
    assertThat(read()).hasSize(6).startsWith("ond");
    try (Medium medium = Media.file(home)) {
      medium.journals().maintenance().verify("log", VerifyDepth.CHECKSUM);
      assertThatThrownBy(() -> medium.journals().maintenance().verify("log", VerifyDepth.HASH))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt journal %s: its first %d bytes are not those its head names (byte 0)",
              file, bytes.length);
    }
  }

  @Test
  void refusesALinkInThePlaceOfAJournal(@TempDir Path elsewhere) throws IOException {
    writeAndClose();
    Files.createSymbolicLink(Tree.room(home, "pins"), elsewhere);
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().names()).containsExactly("log", "pins");
      assertThatThrownBy(() -> medium.journals().owned("pins").append(Fixtures.batch("x")))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Corrupt journal " + Tree.room(home, "pins") + ": ");
    }
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void passesOverAFileAmongTheJournals() throws IOException {
    writeAndClose();
    Files.createFile(home.resolve("journals").resolve("core"));
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().names()).containsExactly("log");
    }
  }

  @Test
  void goesOnReadingBehindLargeBatches() {
    byte[] large = Fixtures.bytes(1, 9_000_000);
    try (Medium medium = Media.file(home)) {
      Journal journal = medium.journals().shared("log");
      for (int i = 0; i < 3; i++) {
        journal.append(new Batch(Fixtures.token(), Batch.ANY, List.of(large), Durability.PROCESS));
        journal.append(Fixtures.batch("small"));
      }
    }
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().read("log", 6)).hasSize(1);
      assertThat(medium.journals().read("log", 5).get(0).payload()).isEqualTo(large);
      assertThat(medium.journals().shared("log").sequence()).isEqualTo(6);
    }
  }
}
