package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.batch;
import static io.lifecycle4j.contract.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link JournalStore} must do on one thread. */
public abstract class JournalStoreContract {
  private JournalStore journals;

  /** Creates the contract. */
  protected JournalStoreContract() {}

  /**
   * Opens an empty store; called once for each test.
   *
   * @return the store
   */
  protected abstract JournalStore open();

  @BeforeEach
  void openStore() {
    journals = open();
  }

  @Test
  void isEmptyAtFirst() {
    Journal journal = journals.shared("log");
    assertThat(journal.sequence()).isZero();
    assertThat(journal.read(1)).isEmpty();
    assertThat(journals.read("log", 1)).isEmpty();
    assertThat(journals.read("never-opened", 1)).isEmpty();
  }

  @Test
  void numbersPayloadsFromOne() {
    Journal journal = journals.shared("log");
    assertThat(journal.append(batch("a"))).isEqualTo(1);
    assertThat(journal.append(batch("b", "c", "d"))).isEqualTo(4);
    assertThat(journal.append(batch("e"))).isEqualTo(5);
    assertThat(journal.sequence()).isEqualTo(5);
    assertThat(journal.read(1))
        .extracting(JournalEntry::sequence)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(texts(journal.read(1))).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void readsFromAnySequence() {
    Journal journal = journals.shared("log");
    journal.append(batch("1", "2"));
    journal.append(batch("3"));
    journal.append(batch("4", "5", "6"));
    for (long from = 8; from >= 1; from--) {
      List<String> wanted = LongStream.rangeClosed(from, 6).mapToObj(Long::toString).toList();
      assertThat(texts(journal.read(from))).isEqualTo(wanted);
      assertThat(texts(journals.read("log", from))).isEqualTo(wanted);
      List<JournalEntry> each = new ArrayList<>();
      journals.read("log", from, each::add);
      assertThat(texts(each)).isEqualTo(wanted);
    }
    assertThat(journal.read(Long.MAX_VALUE)).isEmpty();
    assertThat(texts(journal.read(1))).hasSize(6);
  }

  @Test
  void refusesSequencesBelowOne() {
    Journal journal = journals.shared("log");
    for (long from : List.of(0L, -1L, Long.MIN_VALUE)) {
      assertThatThrownBy(() -> journal.read(from))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid sequence: %d (must be at least 1)", from);
      assertThatThrownBy(() -> journals.read("log", from))
          .isInstanceOf(InvalidValueException.class);
    }
  }

  @Test
  void keepsPayloadsOfAnySize() {
    Journal journal = journals.shared("log");
    List<byte[]> payloads =
        List.of(new byte[0], new byte[1], Fixtures.bytes(1, 5_000_000), Fixtures.bytes(2, 100));
    journal.append(new Batch(Fixtures.token(), Batch.ANY, payloads, Durability.POWER));
    journal.append(batch("after"));
    assertThat(journal.read(1))
        .extracting(JournalEntry::payload)
        .containsExactly(
            payloads.get(0),
            payloads.get(1),
            payloads.get(2),
            payloads.get(3),
            Fixtures.utf8("after"));
  }

  @Test
  void keepsItsPayloadsToItself() {
    byte[] payload = Fixtures.utf8("before");
    Journal journal = journals.shared("log");
    journal.append(new Batch(Fixtures.token(), Batch.ANY, List.of(payload), Durability.PROCESS));
    payload[0] = 'x';
    assertThat(texts(journal.read(1))).containsExactly("before");
  }

  @Test
  void takesEveryDurability() {
    Journal journal = journals.owned("run-1");
    for (Durability durability : Durability.values()) {
      journal.append(batch(Batch.ANY, durability, durability.name()));
    }
    assertThat(texts(journal.read(1))).containsExactly("MEMORY", "PROCESS", "POWER");
  }

  @Test
  void appendsOnTheExpectedSequence() {
    Journal journal = journals.shared("log");
    assertThat(journal.append(batch(0, Durability.POWER, "a"))).isEqualTo(1);
    assertThat(journal.append(batch(1, Durability.POWER, "b", "c"))).isEqualTo(3);
    assertThat(journal.append(batch(3, Durability.PROCESS, "d"))).isEqualTo(4);
  }

  @Test
  void appendsNothingOnAnotherSequence() {
    Journal journal = journals.shared("log");
    journal.append(batch("a", "b"));
    for (long expected : List.of(0L, 1L, 3L, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> journal.append(batch(expected, Durability.POWER, "x", "y")))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("it ends with entry 2 (expected " + expected + ")");
    }
    assertThat(texts(journal.read(1))).containsExactly("a", "b");
    assertThat(journal.sequence()).isEqualTo(2);
  }

  @Test
  void appendsATokenOnce() {
    Journal journal = journals.shared("log");
    Batch first = batch("a", "b");
    assertThat(journal.append(first)).isEqualTo(2);
    assertThat(journal.append(first)).isEqualTo(2);
    journal.append(batch("c"));
    assertThat(journal.append(first)).isEqualTo(2);
    assertThat(texts(journal.read(1))).containsExactly("a", "b", "c");
  }

  @Test
  void recognisesATokenThoughTheSequenceMovedOn() {
    Journal journal = journals.shared("log");
    Batch first = batch(0, Durability.POWER, "a");
    journal.append(first);
    journal.append(batch("b"));
    assertThat(journal.append(first)).isEqualTo(1);
    assertThat(journals.shared("log").append(first)).isEqualTo(1);
  }

  @Test
  void takesATokenAgainThatFoundAConflict() {
    Journal journal = journals.shared("log");
    Batch early = batch(1, Durability.POWER, "b");
    assertThatThrownBy(() -> journal.append(early)).isInstanceOf(ConflictException.class);
    journal.append(batch("a"));
    assertThat(journal.append(early)).isEqualTo(2);
  }

  @Test
  void keepsJournalsApart() {
    journals.shared("a").append(batch("in a"));
    journals.shared("b").append(batch("in b"));
    journals.owned("c").append(batch("in c"));
    assertThat(texts(journals.read("a", 1))).containsExactly("in a");
    assertThat(texts(journals.read("b", 1))).containsExactly("in b");
    assertThat(texts(journals.read("c", 1))).containsExactly("in c");
  }

  @Test
  void opensAJournalAsWhatItIs() {
    for (JournalKind kind : JournalKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      try (Journal journal = journals.open(name, kind)) {
        journal.append(batch("a"));
        assertThat(journal.state().kind()).isEqualTo(kind);
      }
      for (JournalKind other : JournalKind.values()) {
        if (other != kind) {
          assertThatThrownBy(() -> journals.open(name, other))
              .isInstanceOf(ConflictException.class)
              .hasMessage(
                  "Cannot open journal %s as %s: it is %s",
                  name, other.name().toLowerCase(Locale.ROOT), name);
        }
      }
    }
  }

  @Test
  void listsNamesInOrder() {
    List<String> names = List.of("b", "a-1", "a", "0", "z".repeat(100));
    names.forEach(name -> journals.shared(name).append(batch("x")));
    assertThat(journals.names()).containsExactly("0", "a", "a-1", "b", "z".repeat(100));
    assertThat(journals.names("a")).containsExactly("a", "a-1");
    assertThat(journals.names("a-")).containsExactly("a-1");
    assertThat(journals.names("c")).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNamesThatAreNotItsOwn() {
    List<String> names =
        List.of("", "A", "a.b", "../a", "a/b", "a b", "ä", "a\0", "con.", "z".repeat(101));
    for (String name : names) {
      assertThatThrownBy(() -> journals.shared(name)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> journals.owned(name)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> journals.read(name, 1)).isInstanceOf(InvalidValueException.class);
    }
    assertThatThrownBy(() -> journals.shared("A"))
        .hasMessage("Invalid journal name: 'A' (must be 1 to 100 of a-z, 0-9 and -)");
    assertThatThrownBy(() -> journals.shared(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> journals.owned(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> journals.read(null, 1)).isInstanceOf(InvalidValueException.class);
    assertThat(journals.names()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    Journal journal = journals.shared("log");
    assertThatThrownBy(() -> journals.names(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> journal.append(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> journal.await(1, null)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void tellsThatAnOwnedJournalIsHeld() {
    Journal first = journals.owned("run-1");
    first.append(batch("a"));
    assertThat(journals.isOwned("run-1")).isTrue();
    first.close();
    journals.isOwned("run-1"); // a store that cannot tell says true
    journals.owned("run-1").close(); // and asking holds nothing
  }

  @Test
  void givesAnOwnedJournalToOneWriter() {
    Journal journal = journals.owned("run-1");
    assertThatThrownBy(() -> journals.owned("run-1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot write journal run-1: another writer holds it");
    journal.append(batch("a"));
    assertThat(texts(journals.read("run-1", 1))).containsExactly("a");
    journals.owned("run-2").append(batch("b"));
  }

  @Test
  void givesAnOwnedJournalToTheNextWriterOnceItIsClosed() {
    try (Journal journal = journals.owned("run-1")) {
      journal.append(batch("a"));
    }
    try (Journal journal = journals.owned("run-1")) {
      assertThat(journal.append(batch(1, Durability.PROCESS, "b"))).isEqualTo(2);
      assertThat(texts(journal.read(1))).containsExactly("a", "b");
      assertThatThrownBy(() -> journals.owned("run-1")).isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void showsAllOpeningsTheSameEntries() {
    Journal one = journals.shared("log");
    Journal other = journals.shared("log");
    one.append(batch("a"));
    assertThat(other.sequence()).isEqualTo(1);
    other.append(batch(1, Durability.POWER, "b"));
    assertThat(texts(one.read(1))).containsExactly("a", "b");
    assertThatThrownBy(() -> one.append(batch(1, Durability.POWER, "c")))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void refusesEverythingOnceAJournalIsClosed() {
    for (Journal journal : List.of(journals.shared("log"), journals.owned("run-1"))) {
      journal.append(batch("a"));
      journal.close();
      journal.close();
      assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> journal.append(batch("b")));
      assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> journal.read(1));
      assertThatExceptionOfType(ClosedException.class).isThrownBy(journal::sequence);
      assertThatExceptionOfType(ClosedException.class)
          .isThrownBy(() -> journal.await(1, Duration.ZERO));
    }
    assertThat(texts(journals.read("log", 1))).containsExactly("a");
  }

  @Test
  void closesOneOpeningAndNotTheOthers() {
    Journal one = journals.shared("log");
    Journal other = journals.shared("log");
    one.close();
    other.append(batch("a"));
    assertThat(journals.shared("log").append(batch("b"))).isEqualTo(2);
  }

  @Test
  void letsNobodyElseInWhenAnOwnerClosesTwice() {
    Journal first = journals.owned("run-1");
    first.close();
    Journal second = journals.owned("run-1");
    first.close();
    assertThatThrownBy(() -> journals.owned("run-1")).isInstanceOf(ConflictException.class);
    assertThat(second.append(batch("a"))).isEqualTo(1);
  }
}
