package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DamagedJournalTest {
  private Path home;
  private Path file;
  private Medium medium;

  @BeforeEach
  void openHome(@TempDir Path directory) {
    home = directory;
    file = Tree.journal(home, "log");
    medium = Media.file(home);
  }

  @AfterEach
  void closeHome() {
    medium.close();
  }

  /** Writes batches and returns how long the file was before the first and after each. */
  private List<Integer> write(Durability durability, String[]... batches) throws IOException {
    List<Integer> ends = new ArrayList<>(List.of(48));
    try (Medium writing = Media.file(home)) {
      Journal journal = writing.journals().shared("log");
      for (String[] batch : batches) {
        journal.append(Fixtures.batch(Batch.ANY, durability, batch));
        ends.add((int) Files.size(file));
      }
    }
    return ends;
  }

  private static final String[][] BATCHES = {{"one"}, {"two", ""}, {"three", "3", "."}};

  private static List<String> prefix(int batches) {
    return Arrays.stream(BATCHES).limit(batches).flatMap(Arrays::stream).toList();
  }

  private List<String> read() {
    return Fixtures.texts(medium.journals().read("log", 1));
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void readsWholeBatchesOfAFileThatWasCutAnywhere(Durability durability) throws IOException {
    List<Integer> ends = write(durability, BATCHES);
    byte[] good = Files.readAllBytes(file);
    for (int length = good.length; length >= 48; length--) {
      Files.write(file, Arrays.copyOf(good, length));
      int cut = length;
      int whole = (int) ends.stream().filter(end -> end <= cut).count() - 1;
      assertThat(read()).isEqualTo(prefix(whole));
      assertGoesOn(prefix(whole));
    }
  }

  @Test
  void refusesAFileThatWasCutInItsHeader() throws IOException {
    write(Durability.POWER, BATCHES);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < 48; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertHeaderRefused();
    }
  }

  private void assertHeaderRefused() {
    assertThatThrownBy(this::read)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Corrupt journal %s: its header is not that of this journal in this home", file);
  }

  /** A new start cuts the tail and appends. */
  private void assertGoesOn(List<String> before) throws IOException {
    byte[] damaged = Files.readAllBytes(file);
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().shared("log");
      assertThat(journal.append(Fixtures.batch("next"))).isEqualTo(before.size() + 1);
    }
    List<String> wanted = new ArrayList<>(before);
    wanted.add("next");
    assertThat(read()).isEqualTo(wanted);
    Files.write(file, damaged);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void readsAPrefixOrNothingWhenAnyBitIsFlipped(Durability durability) throws IOException {
    List<Integer> ends = write(durability, BATCHES);
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      int at = bit / 8;
      int whole = (int) ends.stream().filter(end -> end <= at).count() - 1;
      if (whole < 0) {
        assertHeaderRefused();
      } else if (durability == Durability.POWER && whole < BATCHES.length - 1) {
        assertDamageNamed(prefix(whole).size(), ends.get(whole));
      } else {
        assertThat(read()).isEqualTo(prefix(whole));
      }
    }
  }

  private void assertDamageNamed(int good, int at) {
    String message =
        String.format(
            "Corrupt journal %s: entry %d at byte %d is damaged, though it was acknowledged"
                + " (%d entries before it are good)",
            file, good + 1, at, good);
    assertThatThrownBy(this::read).isInstanceOf(CorruptDataException.class).hasMessage(message);
  }

  @Test
  void cutsNothingThatWasAcknowledged() throws IOException {
    List<Integer> ends = write(Durability.POWER, BATCHES);
    byte[] bad = Files.readAllBytes(file);
    bad[ends.get(1) + 20]++;
    Files.write(file, bad);
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().shared("log");
      assertThatThrownBy(() -> journal.append(Fixtures.batch("next")))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(journal::sequence).isInstanceOf(CorruptDataException.class);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bad);
  }

  /** A batch as long as the damaged one must not lead over to what lay behind it. */
  @Test
  void doesNotBringBackWhatLayBehindADamagedBatch() throws IOException {
    List<Integer> ends = write(Durability.PROCESS, new String[][] {{"a"}, {"b"}, {"c"}});
    byte[] bad = Files.readAllBytes(file);
    bad[ends.get(1) + 20]++;
    Files.write(file, bad);
    assertThat(read()).containsExactly("a");
    try (Medium again = Media.file(home)) {
      assertThat(again.journals().shared("log").append(Fixtures.batch("B"))).isEqualTo(2);
    }
    assertThat(read()).containsExactly("a", "B");
  }

  @Test
  void takesZerosForTheEnd() throws IOException {
    write(Durability.POWER, BATCHES);
    for (int zeros : List.of(1, 7, 8, 43, 44, 45, 512, 5_000_000)) {
      byte[] good = Files.readAllBytes(file);
      Files.write(file, new byte[zeros], StandardOpenOption.APPEND);
      assertThat(read()).isEqualTo(prefix(3));
      assertGoesOn(prefix(3));
      Files.write(file, good);
    }
  }

  @Test
  void takesNoiseForTheEnd() throws IOException {
    write(Durability.POWER, BATCHES);
    byte[] good = Files.readAllBytes(file);
    for (int seed = 0; seed < 200; seed++) {
      Files.write(file, good);
      Files.write(file, Fixtures.bytes(seed, 1 + seed), StandardOpenOption.APPEND);
      assertThat(read()).describedAs("seed %s", seed).isEqualTo(prefix(3));
    }
    assertGoesOn(prefix(3));
  }

  /** A length that a flipped bit made huge must not be taken for one. */
  @Test
  void takesALengthBeyondTheFileForTheEnd() throws IOException {
    write(Durability.POWER, BATCHES);
    for (byte first : new byte[] {0x7F, (byte) 0x80, (byte) 0xFF, 0x03}) {
      byte[] good = Files.readAllBytes(file);
      byte[] tail = new byte[100];
      tail[0] = first;
      Files.write(file, tail, StandardOpenOption.APPEND);
      assertThat(read()).isEqualTo(prefix(3));
      Files.write(file, good);
    }
  }

  @Test
  void readsAFrameOnceThoughItIsThereTwice() throws IOException {
    List<Integer> ends = write(Durability.PROCESS, BATCHES);
    byte[] good = Files.readAllBytes(file);
    Files.write(
        file, Arrays.copyOfRange(good, ends.get(2), ends.get(3)), StandardOpenOption.APPEND);
    assertThat(read()).isEqualTo(prefix(3));
  }

  @Test
  void refusesAJournalInThePlaceOfAnother() throws IOException {
    write(Durability.POWER, BATCHES);
    Path other = Tree.journal(home, "other");
    Files.copy(file, other);
    assertThatThrownBy(() -> medium.journals().read("other", 1))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Corrupt journal %s: its header is not that of this journal in this home", other);
    assertThatThrownBy(() -> medium.journals().shared("other").append(Fixtures.batch("x")))
        .isInstanceOf(CorruptDataException.class);
    assertThat(other).hasSameBinaryContentAs(file);
  }

  @Test
  void refusesAJournalOfAnotherHome(@TempDir Path elsewhere) throws IOException {
    write(Durability.POWER, BATCHES);
    try (Medium other = Media.file(elsewhere)) {
      other.journals().shared("log").append(Fixtures.batch("x"));
      Files.copy(Tree.journal(elsewhere, "log"), file, StandardCopyOption.REPLACE_EXISTING);
      assertHeaderRefused();
    }
  }

  @Test
  void goesOnReadingBehindLargeBatches() throws IOException {
    byte[] large = Fixtures.bytes(1, 9_000_000);
    try (Medium writing = Media.file(home)) {
      Journal journal = writing.journals().shared("log");
      for (int i = 0; i < 3; i++) {
        journal.append(new Batch(Fixtures.token(), Batch.ANY, List.of(large), Durability.PROCESS));
        journal.append(Fixtures.batch("small"));
      }
    }
    assertThat(medium.journals().read("log", 6)).hasSize(1);
    assertThat(medium.journals().read("log", 5).get(0).payload()).isEqualTo(large);
    assertThat(medium.journals().shared("log").sequence()).isEqualTo(6);
  }
}
