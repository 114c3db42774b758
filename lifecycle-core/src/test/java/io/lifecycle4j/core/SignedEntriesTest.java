package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who can write the files of a home, and has no key, adds and changes no entry unnoticed. */
@Timeout(60)
class SignedEntriesTest {
  @TempDir private Path directory;
  private Path place;
  private final EntryKey key = new EntryKey("prod");

  @BeforeEach
  void begin() {
    place = directory.resolve("home");
    try (Lifecycle home = open(place, null);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(Flowers.split(home, 1)); // entry 1, before entries were signed
    }
    try (Lifecycle home = open(place, key)) {
      say(home, "Two");
      say(home, "Three");
      say(home, "Four");
    }
  }

  private static Lifecycle open(Path where, @Nullable EntrySigner signs) {
    var builder = Lifecycle.builder().directory(where).engine(new LinearEngine());
    return (signs == null ? builder : builder.signer(signs)).open();
  }

  private static void say(Lifecycle home, String reason) {
    RegisteredVersion version = home.models().versions("species").get(0);
    home.models().describe(version).tag("a", reason).by(ALICE).reason(reason).commit();
  }

  private AuditHead verify() {
    try (Lifecycle home = open(place, null)) {
      return home.models().audit().verify(key);
    }
  }

  private void assertNamed(String problem) {
    assertThatThrownBy(this::verify)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Corrupt audit trail of ")
        .hasMessageEndingWith(": " + problem);
  }

  @Test
  void areVerifiedFromTheFirstOneOn() {
    AuditHead head = verify();
    assertThat(head.sequence()).isEqualTo(4);
    try (Lifecycle home = open(place, null)) {
      assertThat(home.models().audit().verify()).isEqualTo(head);
      assertThat(home.models().audit().verify(key, 2)).isEqualTo(head);
      assertThatThrownBy(() -> home.models().audit().verify(key, 1))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageEndingWith(": entry 1 is not signed");
      assertThatThrownBy(() -> home.models().audit().verify(key, 9_999))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid sequence: 9999 (the trail ends with entry " + head.sequence() + ")");
      assertThatThrownBy(() -> home.models().audit().verify(key, 0))
          .isInstanceOf(InvalidValueException.class);
      assertThat(home.models().history("species")).hasSize(4);
    }
  }

  @Test
  void nameThoseWithoutASignature() throws IOException {
    forge(
        entries -> {
          entries.add(entries.get(3).split("\n", -1)[0].replace("Four", "Five"));
          return entries;
        });
    assertNamed("entry 5 is not signed");
    forge(
        entries -> {
          entries.add(entries.get(4).replace("Five", "Six"));
          return entries;
        });
    assertNamed("entries 5, 6 are not signed");
  }

  @Test
  void nameTheFirstOneThatAnotherKeySigned() {
    try (Lifecycle home = open(place, new EntryKey("prod"))) {
      say(home, "Five");
    }
    assertNamed("the signature of entry 5 is wrong (by the key prod, it says)");
  }

  @Test
  void nameTheFirstOneThatWasEditedWithAllLinksAfterIt() throws IOException {
    forge(
        entries -> {
          entries.set(2, entries.get(2).replace("Three", "Thieves"));
          return entries;
        });
    assertNamed("the signature of entry 3 is wrong (by the key prod, it says)");
  }

  @Test
  void nameTheFirstOneThatWasMovedOrRemovedWithAllLinksAfterIt() throws IOException {
    forge(
        entries -> {
          Collections.swap(entries, 1, 2);
          return entries;
        });
    assertNamed("the signature of entry 2 is wrong (by the key prod, it says)");
    forge(entries -> entries.subList(0, 1));
    assertNamed("none of its entries is signed");
  }

  @Test
  void nameTheFirstOneWhoseSignatureWasTakenAway() throws IOException {
    forge(
        entries -> {
          entries.replaceAll(text -> text.split("\n", -1)[0]);
          return entries;
        });
    assertNamed("none of its entries is signed");
    try (Lifecycle home = open(place, null)) {
      assertThat(home.models().audit().verify().sequence()).isEqualTo(4);
      assertThatThrownBy(() -> home.models().audit().verify(key, 2))
          .hasMessageEndingWith(": entries 2, 3, 4 are not signed");
    }
  }

  /** Writes the entries anew, as who can write files may, with all links as they must be. */
  private void forge(UnaryOperator<List<String>> change) throws IOException {
    List<String> entries = new ArrayList<>();
    try (Medium medium = Medium.open(place.toUri())) {
      for (JournalEntry entry : medium.journals().read("registry", 1)) {
        entries.add(new String(entry.payload(), UTF_8));
      }
    }
    Path registry = place.resolve("journals").resolve("registry");
    for (Map.Entry<Path, byte[]> file : Tree.files(registry).entrySet()) {
      Files.delete(registry.resolve(file.getKey()));
    }
    Files.delete(registry);
    Files.delete(place.resolve("begun").resolve("registry"));
    try (Medium medium = Medium.open(place.toUri());
        Journal journal = medium.journals().chained("registry")) {
      for (String entry : change.apply(entries)) {
        journal.append(Batch.of(entry.getBytes(UTF_8), Durability.PROCESS));
      }
    }
  }

  @Test
  void passToAnotherHomeWithAVersion() {
    Path file = directory.resolve("version.l4j");
    try (Lifecycle home = open(place, key);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = home.models().version("species", 1);
      model.export(version, file);
    }
    try (Lifecycle other = open(directory.resolve("other"), key);
        ManagedModel<Flower, String> model = Flowers.model(other).open()) {
      model.importFrom(file, ALICE, "To serve");
      assertThat(other.models().audit().verify(key, 1).sequence()).isEqualTo(1);
    }
  }

  @Test
  void areMadeByTwoProcessesAtOnce() throws Exception {
    try (Lifecycle one = open(place, key);
        Lifecycle other = open(place, key)) {
      Together.run(
          2,
          Duration.ofMinutes(1),
          thread -> {
            for (int i = 0; i < 10; i++) {
              say(thread == 0 ? one : other, "Said " + i);
            }
            return thread;
          });
    }
    assertThat(verify().sequence()).isEqualTo(24);
  }

  @Test
  void areNotWrittenIfTheyCannotBeSigned() {
    EntrySigner broken =
        new EntrySigner() {
          @Override
          public String key() {
            return "prod";
          }

          @Override
          public byte[] sign(byte[] entry) {
            throw new IllegalStateException("no module");
          }
        };
    try (Lifecycle home = open(place, broken)) {
      assertThatThrownBy(() -> say(home, "Five"))
          .isInstanceOf(StorageFailedException.class)
          .hasMessage(
              "Cannot sign an entry of the audit trail: java.lang.IllegalStateException: no module"
                  + " (nothing was written)");
      assertThat(home.models().history("species")).hasSize(4);
    }
    assertThat(verify().sequence()).isEqualTo(4);
  }

  @Test
  void areLinesBehindTheirDocuments() {
    try (Medium medium = Medium.open(place.toUri())) {
      List<JournalEntry> entries = medium.journals().read("registry", 1);
      assertThat(new String(entries.get(0).payload(), UTF_8)).doesNotContain("\n");
      String[] lines = new String(entries.get(1).payload(), UTF_8).split("\n", -1);
      assertThat(lines).hasSize(2);
      assertThat(lines[0]).startsWith("{\"actor\":\"alice\",").endsWith("}");
      assertThat(lines[1]).matches("\\{\"key\":\"prod\",\"signature\":\"[A-Za-z0-9+/]{86}==\"}");
    }
  }
}
