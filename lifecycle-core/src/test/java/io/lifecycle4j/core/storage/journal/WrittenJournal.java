package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal of three batches, to be damaged. */
abstract class WrittenJournal {
  static final String[][] BATCHES = {{"one"}, {"two", ""}, {"three", "3", "."}};
  static final int HEADER = 88;

  Path home;
  Path room;

  /** The segment, and where in it each batch ends; the first is where the header does. */
  Path file = Path.of("");

  final List<Integer> ends = new ArrayList<>();

  @BeforeEach
  void openHome(@TempDir Path directory) {
    home = directory;
    room = Tree.room(home, "log");
  }

  void writeAndClose() throws IOException {
    write(Durability.POWER).close();
  }

  void writeAndDie(Durability durability) throws IOException {
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

  static List<String> prefix(int batches) {
    return Arrays.stream(BATCHES).limit(batches).flatMap(Arrays::stream).toList();
  }

  /** How many batches lie wholly before a byte. */
  int wholeBefore(int offset) {
    return (int) ends.stream().filter(end -> end <= offset).count() - 1;
  }

  List<String> read() {
    try (Medium medium = Media.file(home)) {
      return Fixtures.texts(medium.journals().read("log", 1));
    }
  }

  void assertRefused(String message, Object... values) {
    assertThatThrownBy(this::read)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Corrupt journal " + message, values);
    try (Medium medium = Media.file(home)) {
      Map<Path, byte[]> before = Tree.files(room);
      assertThatThrownBy(() -> medium.journals().shared("log").append(Fixtures.batch("next")))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> medium.journals().maintenance().verify("log", VerifyDepth.CHECKSUM))
          .isInstanceOf(CorruptDataException.class);
      assertThat(Tree.files(room)).containsExactlyInAnyOrderEntriesOf(before);
    }
  }

  /** A new start cuts the tail, says so and appends. */
  void assertGoesOn(List<String> before, long cut) {
    Map<Path, byte[]> damaged = Tree.files(room);
    try (Medium again = Media.file(home)) {
      Journal journal = again.journals().shared("log");
      assertThat(journal.append(Fixtures.batch("next"))).isEqualTo(before.size() + 1);
      assertThat(again.journals().maintenance().recoveries())
          .extracting(Recovery::bytes)
          .isEqualTo(cut == 0 ? List.of() : List.of(cut));
      again.journals().maintenance().verify("log", VerifyDepth.HASH);
    }
    List<String> wanted = new ArrayList<>(before);
    wanted.add("next");
    assertThat(read()).isEqualTo(wanted);
    Tree.restore(room, damaged);
  }
}
