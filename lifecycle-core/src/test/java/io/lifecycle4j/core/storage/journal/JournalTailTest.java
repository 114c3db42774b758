package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a journal ends that was torn, or has something behind its end. */
class JournalTailTest extends WrittenJournal {
  @ParameterizedTest
  @EnumSource(Durability.class)
  @OnlyLarger
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
  @Timeout(120)
  void searchesATailForProofInBoundedTime() throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(1 << 23);
    while (tail.remaining() >= 25) {
      tail.putInt(0).putInt(1 << 22).put((byte) 0x10).putLong(7).putLong(6);
    }
    writeAndDie(Durability.PROCESS);
    Files.write(file, tail.array(), StandardOpenOption.APPEND);
    assertThat(read()).isEqualTo(prefix(3));
  }
}
