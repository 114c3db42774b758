package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.Recovery;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal says when its files are not as they were left. */
class DamagedJournalTest {
  private static final String[][] BATCHES = {{"one"}, {"two", ""}, {"three", "3", "."}};
  private static final int HEADER = 88;

  private Path home;
  private Path room;

  /** The segment, and where in it each batch ends; the first is where the header does. */
  private Path file = Path.of("");

  private final List<Integer> ends = new ArrayList<>();

  @BeforeEach
  void openHome(@TempDir Path directory) {
    home = directory;
    room = Tree.room(home, "log");
  }

  private void writeAndClose() throws IOException {
    write(Durability.POWER).close();
  }

  private void writeAndDie(Durability durability) throws IOException {
    Tree.kill(home, write(durability));
  }

  private Medium write(Durability durability) throws IOException {
    Medium medium = Media.file(home);
    Journal journal = medium.journals().shared("log");
    ends.add(HEADER);
    for (String[] batch : BATCHES) {
      journal.append(Fixtures.batch(Batch.ANY, durability, batch));
      file = Tree.journal(home, "log");
      ends.add((int) Files.size(file));
    }
    return medium;
  }

  private static List<String> prefix(int batches) {
    return Arrays.stream(BATCHES).limit(batches).flatMap(Arrays::stream).toList();
  }

  /** How many batches lie wholly before a byte. */
  private int wholeBefore(int offset) {
    return (int) ends.stream().filter(end -> end <= offset).count() - 1;
  }

  private List<String> read() {
    try (Medium medium = Media.file(home)) {
      return Fixtures.texts(medium.journals().read("log", 1));
    }
  }

  private void assertRefused(String message, Object... values) {
    assertThatThrownBy(this::read)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Corrupt journal " + message, values);
    try (Medium medium = Media.file(home)) {
      Map<Path, byte[]> before = Tree.files(room);
      assertThatThrownBy(() -> medium.journals().shared("log").append(Fixtures.batch("next")))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> medium.journals().verify("log", VerifyDepth.CHECKSUM))
          .isInstanceOf(CorruptDataException.class);
      assertThat(Tree.files(room)).containsExactlyInAnyOrderEntriesOf(before);
    }
  }

  /** A new start cuts the tail, says so and appends. */
  private void assertGoesOn(List<String> before, long cut) {
    Map<Path, byte[]> damaged = Tree.files(room);
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().shared("log");
      assertThat(journal.append(Fixtures.batch("next"))).isEqualTo(before.size() + 1);
      assertThat(again.journals().recoveries())
          .extracting(Recovery::bytes)
          .isEqualTo(cut == 0 ? List.of() : List.of(cut));
      again.journals().verify("log", VerifyDepth.HASH);
    }
    List<String> wanted = new ArrayList<>(before);
    wanted.add("next");
    assertThat(read()).isEqualTo(wanted);
    Tree.restore(room, damaged);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void readsWholeBatchesOfAJournalThatWasNotClosedAndCutAnywhere(Durability durability)
      throws IOException {
    writeAndDie(durability);
    byte[] good = Files.readAllBytes(file);
    for (int length = good.length; length >= HEADER; length--) {
      Files.write(file, Arrays.copyOf(good, length));
      int whole = wholeBefore(length);
      assertThat(read()).isEqualTo(prefix(whole));
      assertGoesOn(prefix(whole), length - ends.get(whole));
    }
  }

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
    for (int bit = 0; bit < 8 * good.length; bit++) {
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
    for (int bit = 8 * HEADER; bit < 8 * good.length; bit++) {
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
    for (int bit = 0; bit < 8 * good.length; bit++) {
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
  void readsEverythingThoughItsHeadIsAnOlderOne() throws IOException {
    writeAndClose();
    byte[] old = Files.readAllBytes(room.resolve("head"));
    try (Medium medium = Media.file(home)) {
      medium.journals().shared("log").append(Fixtures.batch("later"));
    }
    Files.write(room.resolve("head"), old);
    assertThat(read()).endsWith("later");
  }

  @Test
  void refusesAHeadThatIsOlderThanASegment() throws IOException {
    try (Medium medium = SmallSegments.open(home, 100)) {
      medium.journals().shared("log").append(Fixtures.batch("a"));
    }
    byte[] old = Files.readAllBytes(room.resolve("head"));
    try (Medium medium = SmallSegments.open(home, 100)) {
      medium.journals().shared("log").append(Fixtures.batch("b"));
    }
    Files.write(room.resolve("head"), old);
    String newest = String.valueOf(Tree.journal(home, "log").getFileName());
    assertRefused("%s: it is older than %s (byte 0)", room.resolve("head"), newest);
  }

  /** A batch as long as the damaged one must not lead over to what lay behind it. */
  @Test
  void doesNotBringBackWhatLayBehindADamagedBatch() throws IOException {
    writeAndDie(Durability.PROCESS);
    byte[] bad = Files.readAllBytes(file);
    bad[ends.get(1) + 30]++;
    Files.write(file, bad);
    assertThat(read()).containsExactly("one");
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().shared("log");
      assertThat(journal.append(Fixtures.batch("TWO", "-"))).isEqualTo(3);
    }
    assertThat(read()).containsExactly("one", "TWO", "-");
  }

  @Test
  void takesZerosForTheEnd() throws IOException {
    writeAndClose();
    for (int zeros : List.of(1, 7, 8, 24, 25, 26, 512, 5_000_000)) {
      byte[] good = Files.readAllBytes(file);
      Files.write(file, new byte[zeros], StandardOpenOption.APPEND);
      assertThat(read()).isEqualTo(prefix(3));
      assertGoesOn(prefix(3), zeros);
      Files.write(file, good);
    }
  }

  @Test
  void takesNoiseForTheEnd() throws IOException {
    writeAndClose();
    byte[] good = Files.readAllBytes(file);
    for (int seed = 0; seed < 200; seed++) {
      Files.write(file, good);
      Files.write(file, Fixtures.bytes(seed, 1 + seed), StandardOpenOption.APPEND);
      assertThat(read()).describedAs("seed %s", seed).isEqualTo(prefix(3));
    }
    assertGoesOn(prefix(3), 200);
  }

  /** A length that a flipped bit made huge must not be taken for one. */
  @Test
  void takesALengthBeyondTheFileForTheEnd() throws IOException {
    writeAndClose();
    for (byte first : new byte[] {0x7F, (byte) 0x80, (byte) 0xFF, 0x03}) {
      byte[] good = Files.readAllBytes(file);
      byte[] tail = new byte[100];
      tail[4] = first;
      tail[8] = 0x10;
      tail[16] = 7;
      Files.write(file, tail, StandardOpenOption.APPEND);
      assertThat(read()).isEqualTo(prefix(3));
      Files.write(file, good);
    }
  }

  @Test
  void readsAFrameOnceThoughItIsThereTwice() throws IOException {
    writeAndDie(Durability.PROCESS);
    byte[] good = Files.readAllBytes(file);
    byte[] last = Arrays.copyOfRange(good, ends.get(2), ends.get(3));
    Files.write(file, last, StandardOpenOption.APPEND);
    assertThat(read()).isEqualTo(prefix(3));
    assertGoesOn(prefix(3), last.length);
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
    int salt = new JournalIdentity(Home.open(home, Set.of()).store(), "log").salt();
    Frame.INT.set(bytes, start, SegmentHeader.crc(covered, covered.length) ^ salt);
    Files.write(file, bytes);
    assertThat(read()).hasSize(6).startsWith("ond");
    try (Medium medium = Media.file(home)) {
      medium.journals().verify("log", VerifyDepth.CHECKSUM);
      assertThatThrownBy(() -> medium.journals().verify("log", VerifyDepth.HASH))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt journal %s: its first %d bytes are not those its head names (byte 0)",
              file, bytes.length);
    }
  }

  /** What lies in a payload proves nothing, be it the segment of another journal. */
  @Test
  void takesNoPayloadForAProof() throws IOException {
    writeAndClose();
    byte[] segment = Files.readAllBytes(file);
    Medium medium = Media.file(home);
    Journal other = medium.journals().owned("other");
    other.append(Fixtures.batch("first"));
    other.append(Batch.of(segment, Durability.PROCESS));
    Tree.kill(home, medium);
    Path torn = Tree.journal(home, "other");
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length - 10));
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().owned("other");
      assertThat(journal.append(Fixtures.batch("next"))).isEqualTo(2);
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("first", "next");
    }
  }

  /** Claims of proof at every 25 bytes must not be believed, nor cost more than a moment. */
  @Test
  @Timeout(20)
  void searchesATailForProofInBoundedTime() throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(1 << 23);
    while (tail.remaining() >= 25) {
      tail.putInt(0).putInt(1 << 22).put((byte) 0x10).putLong(7).putLong(6);
    }
    writeAndDie(Durability.PROCESS);
    Files.write(file, tail.array(), StandardOpenOption.APPEND);
    assertThat(read()).isEqualTo(prefix(3));
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
