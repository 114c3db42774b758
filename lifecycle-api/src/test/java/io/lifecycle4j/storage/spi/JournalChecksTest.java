package io.lifecycle4j.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalChecksTest {
  private static JournalSnapshot snapshotOf(long sequence) {
    return new JournalSnapshot(sequence, new BlobId("0".repeat(64)));
  }

  private static Batch expecting(long sequence, byte[]... payloads) {
    return new Batch(Batch.NO_TOKEN, sequence, List.of(payloads), Durability.POWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "run-0", "9"})
  void acceptsNamesThatEveryFileSystemAccepts(String name) {
    assertThatCode(() -> JournalChecks.name(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Registry", "a/b", "..", "a_b"})
  void rejectsOtherNames(String name) {
    assertThat(JournalChecks.isName(name)).isFalse();
    assertThatThrownBy(() -> JournalChecks.name(name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid journal name: '%s' (must be 1 to 100 of a-z, 0-9 and -)".formatted(name));
  }

  @Test
  void rejectsNamesOfMoreThanAHundredCharacters() {
    assertThat(JournalChecks.isName("a".repeat(100))).isTrue();
    assertThat(JournalChecks.isName("a".repeat(101))).isFalse();
  }

  @Test
  void rejectsSequencesBelowOne() {
    assertThatThrownBy(() -> JournalChecks.sequence(0))
        .hasMessage("Invalid sequence: 0 (must be at least 1)");
  }

  @Test
  void countsThePayloadsOfABatchAndTheirOverhead() {
    assertThat(JournalChecks.size(expecting(Batch.ANY, new byte[10], new byte[20])))
        .isEqualTo(10 + 64 + 20 + 64);
    byte[] large = new byte[JournalStore.MAX_BATCH_BYTES];
    assertThatThrownBy(() -> JournalChecks.size(expecting(Batch.ANY, large)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid batch: %d bytes (must be at most %d)", large.length + 64, large.length);
  }

  @Test
  void comparesTheExpectedWithTheLastEntry() {
    Batch batch = expecting(3, new byte[1]);
    JournalChecks.expected("log", batch, 3);
    JournalChecks.expected("log", expecting(Batch.ANY, new byte[1]), 4);
    assertThatThrownBy(() -> JournalChecks.expected("log", batch, 4))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot append to journal log: it ends with entry 4 (expected 3)");
  }

  @Test
  void opensAndReopensAJournalOnlyAsWhatItIs() {
    JournalChecks.kind("log", JournalKind.OWNED, JournalKind.OWNED);
    JournalChecks.reopen(JournalKind.OWNED);
    assertThatThrownBy(() -> JournalChecks.kind("log", JournalKind.OWNED, JournalKind.CHAINED))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot open journal log as owned: it is chained");
    assertThatThrownBy(() -> JournalChecks.reopen(JournalKind.SHARED))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot reopen a journal that is shared (must be owned, or reopen the home)");
  }

  @Test
  void recordsNoSnapshotOfTheFutureAndNoneThatIsOlder() {
    JournalChecks.snapshot(snapshotOf(5), 5, Optional.of(snapshotOf(5)));
    assertThatThrownBy(() -> JournalChecks.snapshot(snapshotOf(6), 5, Optional.empty()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot of entry 6 (the journal ends with entry 5)");
    assertThatThrownBy(() -> JournalChecks.snapshot(snapshotOf(4), 9, Optional.of(snapshotOf(5))))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot record the snapshot of entry 4: there is one of entry 5");
  }

  @Test
  void trimsOwnedJournalsFreelyAndSharedOnesUpToTheirSnapshot() {
    JournalChecks.trim(JournalKind.OWNED, 6, 5, Optional.empty());
    JournalChecks.trim(JournalKind.SHARED, 4, 5, Optional.of(snapshotOf(3)));
    assertThatThrownBy(
            () -> JournalChecks.trim(JournalKind.SHARED, 5, 5, Optional.of(snapshotOf(3))))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot trim a shared journal before entry 5: its snapshot holds entries up to 3");
    assertThatThrownBy(() -> JournalChecks.trim(JournalKind.CHAINED, 1, 5, Optional.empty()))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot trim a chained journal: its history is kept for ever");
    assertThatThrownBy(() -> JournalChecks.trim(JournalKind.OWNED, 7, 5, Optional.empty()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sequence: 7 (must be 1 to 6)");
  }

  @Test
  void beginsOnlyEmptyJournalsLater() {
    JournalChecks.begin("log", JournalKind.SHARED, 9, 0);
    assertThatThrownBy(() -> JournalChecks.begin("log", JournalKind.CHAINED, 9, 0))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot begin a chained journal later: its history is kept");
    assertThatThrownBy(() -> JournalChecks.begin("log", JournalKind.OWNED, 9, 2))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot begin journal log with entry 9: it ends with entry 2");
  }

  @Test
  void namesWhatIsHeldTrimmedOrMissing() {
    assertThat(JournalChecks.notOwner("log"))
        .hasMessage("Cannot write journal log: another writer holds it");
    assertThat(JournalChecks.trimmed("log", 2, 7))
        .hasMessage("Entry 2 of journal log was trimmed (it begins with entry 7)");
    assertThat(JournalChecks.missing("log")).hasMessage("Journal does not exist: log");
  }
}
