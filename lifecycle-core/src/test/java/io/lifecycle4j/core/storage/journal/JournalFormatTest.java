package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals lie on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class JournalFormatTest {
  private static final UUID STORE = new UUID(0, 1);
  private static final List<String> NAMES = List.of("registry", "run-1", "log");
  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path directory;

  /** A chained journal, an owned one that rolled and was trimmed, and one with a snapshot. */
  private static void write(JournalStore journals) {
    try (Journal registry = journals.chained("registry")) {
      registry.append(batch(1, "a", "b"));
    }
    try (Journal run = journals.owned("run-1")) {
      run.append(Batch.of(Fixtures.utf8("x".repeat(200)), Durability.PROCESS));
      run.append(Batch.of(Fixtures.utf8("second"), Durability.POWER));
      run.append(batch(2, "third", ""));
      run.append(Batch.of(Fixtures.utf8("y".repeat(200)), Durability.PROCESS));
      run.trim(3);
      run.append(Batch.of(Fixtures.utf8("last"), Durability.PROCESS));
    }
    try (Journal log = journals.shared("log")) {
      log.append(batch(3, "one"));
      log.snapshot(new JournalSnapshot(1, Fixtures.hash(Fixtures.utf8("state"))));
      log.append(batch(4, "two"));
    }
  }

  private static Batch batch(long token, String... payloads) {
    Batch batch = Fixtures.batch(payloads);
    return new Batch(new UUID(0, token), Batch.ANY, batch.payloads(), Durability.POWER);
  }

  @Test
  void namesAPlaceInTheSameDigitsInEveryLocale() throws IOException {
    try (Medium medium = Media.file(directory)) {
      medium.journals().shared("log").append(batch(1, "a"));
    }
    Path file = Tree.journal(directory, "log");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try (Medium medium = Media.file(directory)) {
      assertThatThrownBy(() -> medium.journals().read("log", 1))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageEndingWith(
              ": entry 1 at byte 88 is damaged or missing, though it was acknowledged"
                  + " (entries up to 0 are good)");
    } finally {
      Locale.setDefault(before);
    }
  }

  private Medium open() throws IOException {
    Home.furnish(directory, STORE, List.of()).publish();
    return SmallSegments.open(directory, 300);
  }

  private Map<String, String> written() {
    Map<String, String> files = new TreeMap<>();
    for (String name : NAMES) {
      Tree.files(Tree.room(directory, name))
          .forEach(
              (path, bytes) -> {
                String file = name + "/" + path.getFileName();
                files.put(file, HEX.formatHex(bytes));
              });
    }
    return files;
  }

  @Test
  void writesEveryByteAsDocumented() throws IOException {
    try (Medium medium = open()) {
      write(medium.journals());
    }
    assertThat(written()).isEqualTo(vectors());
  }

  @Test
  void showsTheSegmentThatIsWritten() {
    assertThat(FormatText.hexExamples())
        .contains(vectors().get("registry/0000000000000000001-1.l4j"));
  }

  @Test
  void readsWhatIsDocumented() throws IOException {
    try (Medium medium = open()) {
      for (Map.Entry<String, String> file : vectors().entrySet()) {
        Path path = directory.resolve("journals").resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, HEX.parseHex(file.getValue()));
      }
      JournalStore journals = medium.journals();
      assertThat(journals.names()).containsExactly("log", "registry", "run-1");
      assertThat(Fixtures.texts(journals.read("registry", 1))).containsExactly("a", "b");
      assertThat(Fixtures.texts(journals.read("run-1", 3)))
          .containsExactly("third", "", "y".repeat(200), "last");
      assertThat(Fixtures.texts(journals.read("log", 1))).containsExactly("one", "two");
      NAMES.forEach(name -> journals.maintenance().verify(name, VerifyDepth.HASH));
    }
  }

  private static Map<String, String> vectors() {
    return FormatVectors.of("journals.txt");
  }
}
