package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was read once is not read from its beginning again, unless it is another one. */
class ReadMarksTest {
  /** A position is remembered every 256 bytes. */
  private static final int SEGMENT = 1 << 16;

  private static final int ENTRIES = 100;

  @TempDir Path home;

  /** Another process, which reads. */
  private Medium medium;

  private JournalStore reader;

  @BeforeEach
  void openHome() {
    SmallSegments.open(home, SEGMENT).close();
    medium = SmallSegments.open(home, SEGMENT);
    reader = medium.journals();
  }

  @AfterEach
  void close() {
    medium.close();
  }

  /** Appends, and leaves the files as a process does that is killed. */
  private Path write(int entries, String text, Durability durability) {
    Medium writer = SmallSegments.open(home, SEGMENT);
    Journal journal = writer.journals().shared("log");
    for (int i = 1; i <= entries; i++) {
      journal.append(Fixtures.batch(Batch.ANY, durability, text + i));
    }
    Tree.kill(home, writer);
    return Tree.journal(home, "log");
  }

  private long end() {
    return reader.state("log").map(JournalState::sequence).orElseThrow();
  }

  private List<String> from(long first) {
    return Fixtures.texts(reader.read("log", first));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  /** Overwrites the first half of the entries. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, SegmentHeader.BYTES, bytes.length / 2, (byte) 7);
    write(file, bytes);
  }

  @Test
  void findTheEndAndLaterEntriesWithoutReadingWhatIsBefore() throws IOException {
    Path file = write(ENTRIES, "entry ", Durability.PROCESS);
    assertThat(end()).isEqualTo(ENTRIES);
    damage(file);
    assertThat(end()).isEqualTo(ENTRIES);
    assertThat(from(99)).containsExactly("entry 99", "entry 100");
    assertThat(from(1)).as("what cannot be read hides what follows").isEmpty();
    assertThat(end()).as("what is known to be damaged").isZero();
  }

  @Test
  void hideNoDamageOfWhatIsRead() throws IOException {
    Path file = write(20, "entry ", Durability.POWER);
    assertThat(end()).isEqualTo(20);
    damage(file);
    assertThat(from(19)).hasSize(2);
    assertThatThrownBy(() -> from(1)).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(this::end).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void areNotFollowedInAFileThatWasCut() throws IOException {
    Path file = write(ENTRIES, "entry ", Durability.PROCESS);
    assertThat(end()).isEqualTo(ENTRIES);
    byte[] all = Files.readAllBytes(file);
    for (int length = all.length; length >= SegmentHeader.BYTES; length -= 97) {
      write(file, Arrays.copyOf(all, length));
      long end = end();
      List<String> left = from(1);
      assertThat(end).isEqualTo(left.size());
      assertThat(from(Math.max(1, left.size()))).hasSizeLessThanOrEqualTo(1);
      write(file, all);
      assertThat(end()).isEqualTo(ENTRIES);
    }
  }

  /** A power cut took all that was not forced, and others were appended in its place. */
  @Test
  void areNotFollowedInAFileOfTheSameNameWithOtherEntries() throws IOException {
    write(1, "first ", Durability.POWER);
    Map<Path, byte[]> before = Tree.files(home);
    Path file = write(ENTRIES, "entry ", Durability.PROCESS);
    final byte[] one = Files.readAllBytes(file);
    Tree.restore(home, before);
    assertThat(write(ENTRIES, "a longer entry ", Durability.PROCESS)).isEqualTo(file);
    byte[] other = Files.readAllBytes(file);

    write(file, one);
    assertThat(from(ENTRIES)).containsExactly("entry 99", "entry 100");
    write(file, other);
    assertThat(end()).isEqualTo(ENTRIES + 1);
    assertThat(from(ENTRIES)).containsExactly("a longer entry 99", "a longer entry 100");
    write(file, one);
    assertThat(from(ENTRIES)).containsExactly("entry 99", "entry 100");
  }

  @Test
  void areFewHoweverMuchIsRead() {
    ReadMarks marks = new ReadMarks(10);
    SegmentName name = new SegmentName(1, 1);
    byte[] link = new byte[32];
    for (int i = 0; i < 10_000; i++) {
      marks.add(new JournalPosition(name, 100 + i, i, link));
    }
    assertThat(marks.before(name, 10_000)).isNotNull().extracting("offset").isEqualTo(10_090L);
    assertThat(marks.before(name, 100)).as("forgotten").isNull();
    assertThat(marks.before(name, 9_000)).isNotNull();
    assertThat(marks.before(new SegmentName(1, 2), 10_000)).isNull();
  }
}
