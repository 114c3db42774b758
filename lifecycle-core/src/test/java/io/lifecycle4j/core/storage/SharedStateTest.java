package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state that processes share is stored whole, whatever is erased or damaged. */
class SharedStateTest {
  private static final String NAME = "pins";
  private static final int FEW = 100;

  @TempDir private Path folder;
  private Instant now = Fixtures.TIME;

  /** Words in their order; an entry with all of them begins with an equals sign and the time. */
  private static final class Words implements SharedState.Form<List<String>> {
    @Override
    public List<String> empty() {
      return new ArrayList<>();
    }

    @Override
    public @Nullable Instant apply(List<String> words, JournalEntry entry) {
      String text = new String(entry.payload(), UTF_8);
      if (text.startsWith("!")) {
        throw new CorruptDataException("Corrupt word: " + text);
      }
      if (!text.startsWith("=")) {
        words.add(text);
        return null;
      }
      String[] all = text.substring(1).split(" ", -1);
      words.clear();
      words.addAll(List.of(all).subList(1, all.length));
      return Instant.parse(all[0]);
    }

    @Override
    public byte[] whole(List<String> words, Instant now) {
      List<String> newest = words.subList(Math.max(0, words.size() - 50), words.size());
      return Stream.concat(Stream.of("=" + now), newest.stream())
          .reduce((one, two) -> one + " " + two)
          .orElseThrow()
          .getBytes(UTF_8);
    }
  }

  private Medium open() {
    return Media.file(folder);
  }

  private SharedState<List<String>> state(Medium home) {
    return new SharedState<>(
        home, NAME, new Words(), FEW, () -> now, () -> new IllegalStateException("Closed"));
  }

  private static void add(SharedState<List<String>> state, String word) {
    state.decide(words -> new Decision<>(word.getBytes(UTF_8), sequence -> true));
  }

  private static void add(SharedState<List<String>> state, int from, int to) {
    IntStream.range(from, to).forEach(i -> add(state, "w" + i));
  }

  private static List<String> words(SharedState<List<String>> state) {
    return state.read(List::copyOf);
  }

  private static List<String> words(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).toList();
  }

  private static JournalState journal(Medium home, String name) {
    return home.journals().state(name).orElseThrow();
  }

  private static List<String> stored(SharedState<List<String>> state) {
    List<String> stored = new ArrayList<>();
    state.entries(entry -> stored.add(new String(entry.payload(), UTF_8)));
    return stored;
  }

  @Test
  void hasNoJournalBeforeTheFirstEntry() {
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      assertThat(words(state)).isEmpty();
      state.decide(words -> Decision.nothing(true));
      assertThat(home.journals().names()).isEmpty();
    }
  }

  @Test
  void erasesOldEntriesAndKeepsTheState() {
    try (Medium home = open();
        SharedState<List<String>> slow = state(home);
        SharedState<List<String>> state = state(home)) {
      add(slow, "w0");
      add(state, 1, 400);
      JournalState journal = journal(home, NAME);
      assertThat(journal.sequence() - journal.first()).isBetween(100L, 110L);
      assertThat(stored(state).get(0)).startsWith("=");
      assertThat(words(slow)).isEqualTo(words(state)).endsWith("w398", "w399");
      assertThat(words(state).size()).isBetween(50, 60);
      add(slow, 400, 405);
      assertThat(words(state)).isEqualTo(words(slow)).endsWith("w404");
      try (SharedState<List<String>> later = state(home)) {
        assertThat(words(later)).isEqualTo(words(slow));
      }
    }
  }

  @Test
  void erasesEntriesOfLongAgo() {
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      add(state, 0, 7);
      now = now.plus(SharedState.AGE.minusDays(1));
      add(state, 7, 12);
      assertThat(journal(home, NAME).first()).isEqualTo(1);
      now = now.plus(SharedState.AGE.minusDays(1));
      add(state, 12, 18);
      assertThat(journal(home, NAME).first()).isEqualTo(6);
      assertThat(words(state)).isEqualTo(words(0, 18));
    }
  }

  @Test
  void goesOnInAnotherJournalIfOneIsCorrupt() throws IOException {
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      add(state, 0, 12);
    }
    damage("w8");
    try (Medium home = open();
        SharedState<List<String>> state = state(home);
        SharedState<List<String>> other = state(home)) {
      assertThat(words(state)).isEqualTo(words(0, 8));
      add(state, "w9");
      assertThat(words(other)).isEqualTo(words(state)).endsWith("w7", "w9");
      add(other, "w10");
      assertThat(words(state)).endsWith("w9", "w10");
      assertThat(home.journals().names()).containsExactly(NAME, NAME + "-1");
      assertThat(stored(state)).contains("w0", "w7", "w9", "w10").doesNotContain("w8", "w11");
    }
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      assertThat(words(state)).hasSize(10).endsWith("w9", "w10");
    }
  }

  /** One flipped bit in what names the entries must not lose them. */
  @Test
  void isReadThoughTheHeadIsCorrupt() throws IOException {
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      add(state, 0, 30);
    }
    flip("head");
    try (Medium home = open();
        SharedState<List<String>> state = state(home);
        SharedState<List<String>> other = state(home)) {
      assertThat(words(state)).isEqualTo(words(0, 30));
      assertThat(stored(state)).startsWith("w0", "w1").contains("w29");
      add(state, "w30");
      assertThat(home.journals().names()).containsExactly(NAME, NAME + "-1");
      assertThat(words(state)).isEqualTo(words(0, 31));
      assertThat(words(other)).isEqualTo(words(0, 31));
    }
  }

  @Test
  void isReadThoughTheHeadIsCorruptAndEntriesWereErased() throws IOException {
    List<String> before;
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      add(state, 0, 400);
      before = words(state);
    }
    flip("head");
    try (Medium home = open();
        SharedState<List<String>> state = state(home)) {
      assertThat(words(state)).isEqualTo(before);
    }
  }

  /** Flips a bit in the middle of a file of the journal. */
  private void flip(String file) throws IOException {
    Path path = folder.resolve("journals").resolve(NAME).resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 1;
    Files.write(path, bytes);
  }

  @Test
  void isClosed() {
    try (Medium home = open()) {
      SharedState<List<String>> state = state(home);
      add(state, "w0");
      state.close();
      assertThatThrownBy(() -> words(state)).hasMessage("Closed");
      assertThatThrownBy(() -> add(state, "w1")).hasMessage("Closed");
    }
  }

  /** Flips a bit of a word in the journal. */
  private void damage(String word) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("journals").resolve(NAME))) {
      files.filter(Files::isRegularFile).forEach(file -> damage(file, word));
    }
  }

  private static void damage(Path file, String word) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int at = new String(bytes, ISO_8859_1).indexOf(word);
      if (at >= 0) {
        bytes[at] ^= 1;
        Files.write(file, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
