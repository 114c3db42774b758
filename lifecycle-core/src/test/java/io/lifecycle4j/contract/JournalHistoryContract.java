package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.batch;
import static io.lifecycle4j.contract.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.crashkit.Appending;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link JournalStore} must do beside appending and reading. */
@Timeout(120)
public abstract class JournalHistoryContract {
  private static final BlobId STATE = Fixtures.hash(Fixtures.utf8("state"));

  private JournalStore journals;

  /** Creates the contract. */
  protected JournalHistoryContract() {}

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

  private static void append(Journal journal, int from, int to) {
    for (int i = from; i <= to; i++) {
      journal.append(batch(String.valueOf(i)));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
  }

  @Test
  void writesWhatIsUnderWayBeforeItIsClosed() {
    List<CompletableFuture<Long>> futures = new ArrayList<>();
    try (Journal journal = journals.owned("run")) {
      for (int i = 1; i <= 50; i++) {
        futures.add(Appending.begin(journal, batch(String.valueOf(i))));
      }
    }
    for (int i = 1; i <= 50; i++) {
      assertThat(futures.get(i - 1).join()).isEqualTo(i);
    }
    assertThat(texts(journals.read("run", 1))).isEqualTo(numbers(1, 50));
  }

  @Test
  void appendsABatchWithoutATokenAsOftenAsItIsTried() {
    Journal journal = journals.shared("log");
    Batch batch = Batch.of(Fixtures.utf8("a"), Durability.PROCESS);
    assertThat(journal.append(batch)).isEqualTo(1);
    assertThat(journal.append(batch)).isEqualTo(2);
  }

  @Test
  void refusesABatchThatIsTooLarge() {
    Journal journal = journals.shared("log");
    Batch batch = Batch.of(new byte[JournalStore.MAX_BATCH_BYTES], Durability.PROCESS);
    assertThatThrownBy(() -> journal.append(batch))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid batch: 67108928 bytes (must be at most 67108864)");
    assertThat(journal.sequence()).isZero();
  }

  @Test
  void remembersTheNewestSnapshot() {
    Journal journal = journals.shared("log");
    assertThat(journal.state().snapshot()).isEmpty();
    append(journal, 1, 5);
    JournalSnapshot early = new JournalSnapshot(2, STATE);
    JournalSnapshot late = new JournalSnapshot(5, STATE);
    journal.snapshot(early);
    assertThat(journals.shared("log").state().snapshot()).contains(early);
    journal.snapshot(late);
    assertThatThrownBy(() -> journal.snapshot(early))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot record the snapshot of entry 2: there is one of entry 5");
    assertThatThrownBy(() -> journal.snapshot(new JournalSnapshot(6, STATE)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot of entry 6 (the journal ends with entry 5)");
    assertThat(journal.state().snapshot()).contains(late);
    append(journal, 6, 8);
    assertThat(journal.state().snapshot()).contains(late);
  }

  @Test
  void erasesWhatIsTrimmedAndKeepsTheRest() {
    Journal journal = journals.owned("run");
    append(journal, 1, 20);
    for (int before : List.of(1, 2, 5, 5, 3, 14, 20)) {
      journal.trim(before);
      int first = (int) journal.state().first();
      assertThat(first).isGreaterThanOrEqualTo(before);
      assertThat(texts(journal.read(first))).isEqualTo(numbers(first, 20));
      assertThat(texts(journals.read("run", 20))).containsExactly("20");
      assertThat(journal.sequence()).isEqualTo(20);
    }
    assertThatThrownBy(() -> journal.read(19))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Entry 19 of journal run was trimmed (it begins with entry 20)");
    append(journal, 21, 25);
    assertThat(texts(journal.read(20))).isEqualTo(numbers(20, 25));
  }

  @Test
  void goesOnCountingWhenEverythingIsTrimmed() {
    Journal journal = journals.owned("run");
    append(journal, 1, 7);
    journal.trim(8);
    assertThat(journal.state().first()).isEqualTo(8);
    assertThat(journal.sequence()).isEqualTo(7);
    assertThat(journal.read(8)).isEmpty();
    journal.close();
    Journal again = journals.owned("run");
    assertThat(again.append(batch(7, Durability.POWER, "8"))).isEqualTo(8);
    assertThat(texts(again.read(8))).containsExactly("8");
    journals.maintenance().verify("run", VerifyDepth.HASH);
  }

  @Test
  void beginsWithALaterEntry() {
    journals.maintenance().begin("run", JournalKind.OWNED, 1_000);
    try (Journal journal = journals.owned("run")) {
      assertThat(journal.sequence()).isEqualTo(999);
      assertThatThrownBy(() -> journal.read(999)).isInstanceOf(NotFoundException.class);
      append(journal, 1_000, 1_003);
    }
    assertThat(texts(journals.read("run", 1_000))).isEqualTo(numbers(1_000, 1_003));
    assertThat(journals.state("run").orElseThrow().first()).isEqualTo(1_000);
    journals.maintenance().verify("run", VerifyDepth.HASH);
    assertThatThrownBy(() -> journals.maintenance().begin("run", JournalKind.OWNED, 2_000))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot begin journal run with entry 2000: it ends with entry 1003");
    assertThatThrownBy(() -> journals.maintenance().begin("log", JournalKind.CHAINED, 2))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot begin a chained journal later: its history is kept");
  }

  @Test
  void trimsNothingThatIsNotThere() {
    Journal journal = journals.owned("run");
    append(journal, 1, 3);
    for (long before : List.of(0L, -1L, 5L, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> journal.trim(before))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid sequence: %d (must be 1 to 4)", before);
    }
    assertThat(journal.read(1)).hasSize(3);
  }

  @Test
  void trimsOfASharedJournalOnlyWhatASnapshotHolds() {
    Journal journal = journals.shared("log");
    append(journal, 1, 6);
    assertThatThrownBy(() -> journal.trim(2))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot trim a shared journal before entry 2: its snapshot holds entries up to 0");
    journal.snapshot(new JournalSnapshot(4, STATE));
    assertThatThrownBy(() -> journal.trim(6)).isInstanceOf(ConflictException.class);
    journal.trim(5);
    assertThat(texts(journal.read(5))).containsExactly("5", "6");
    assertThat(journal.state().snapshot()).contains(new JournalSnapshot(4, STATE));
  }

  @Test
  void linksTheEntriesOfAChainedJournal() throws Exception {
    Journal journal = journals.chained("log");
    String before = journal.state().chain().orElseThrow();
    for (String payload : List.of("a", "", "b", "c")) {
      long sequence = journal.append(batch(payload));
      String link = journal.state().chain().orElseThrow();
      assertThat(link).isEqualTo(link(before, sequence, payload));
      before = link;
    }
    journal.append(batch("d", "e"));
    assertThat(journal.state().chain()).contains(link(link(before, 5, "d"), 6, "e"));
    assertThat(journals.chained("log").state().chain()).isEqualTo(journal.state().chain());
    assertThat(texts(journal.read(4))).containsExactly("c", "d", "e");
    journals.maintenance().verify("log", VerifyDepth.HASH);
  }

  private static String link(String before, long sequence, String payload) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(HexFormat.of().parseHex(before));
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return HexFormat.of().formatHex(sha256.digest(Fixtures.utf8(payload)));
  }

  @Test
  void beginsEachChainDifferently() {
    assertThat(journals.chained("a").state().chain())
        .isPresent()
        .isNotEqualTo(journals.chained("b").state().chain());
    assertThat(journals.shared("c").state().chain()).isEmpty();
    assertThat(journals.owned("d").state().chain()).isEmpty();
  }

  @Test
  void neverTrimsAChainedJournal() {
    Journal journal = journals.chained("log");
    append(journal, 1, 3);
    journal.snapshot(new JournalSnapshot(3, STATE));
    assertThatThrownBy(() -> journal.trim(2))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot trim a chained journal: its history is kept for ever");
  }

  @Test
  void opensAJournalOnlyAsTheKindItIs() {
    journals.chained("log").append(batch("a"));
    journals.shared("plain").append(batch("a"));
    journals.owned("run").append(batch("a"));
    assertThatThrownBy(() -> journals.shared("log"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot open journal log as shared: it is chained");
    assertThatThrownBy(() -> journals.owned("log")).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> journals.chained("plain")).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> journals.owned("plain"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot open journal plain as owned: it is shared");
    assertThatThrownBy(() -> journals.shared("run")).isInstanceOf(ConflictException.class);
  }

  @Test
  void tellsHowFarAJournalGoes() {
    assertThat(journals.state("log")).isEmpty();
    Journal journal = journals.owned("log");
    append(journal, 1, 4);
    assertThat(journals.state("log"))
        .contains(new JournalState(JournalKind.OWNED, 1, 4, Optional.empty(), Optional.empty()));
    JournalSnapshot snapshot = new JournalSnapshot(3, STATE);
    journal.snapshot(snapshot);
    journal.trim(4);
    assertThat(journals.state("log"))
        .contains(
            new JournalState(JournalKind.OWNED, 4, 4, Optional.of(snapshot), Optional.empty()));
    Journal chained = journals.chained("chain");
    chained.append(batch("a"));
    assertThat(journals.state("chain"))
        .contains(
            new JournalState(JournalKind.CHAINED, 1, 1, Optional.empty(), chained.state().chain()));
  }

  @Test
  void verifiesAtEveryDepth() {
    append(journals.shared("log"), 1, 30);
    for (VerifyDepth depth : VerifyDepth.values()) {
      journals.maintenance().verify("log", depth);
      assertThatThrownBy(() -> journals.maintenance().verify("none", depth))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Journal does not exist: none");
    }
    assertThat(journals.maintenance().recoveries()).isEmpty();
  }

  @Test
  void salvagesEntriesInOrderOrNone() {
    append(journals.shared("log"), 1, 30);
    List<JournalEntry> left = new ArrayList<>();
    journals.maintenance().salvage("log", 7, left::add);
    journals.maintenance().salvage("none", 1, left::add);
    assertThat(texts(left)).isIn(List.of(), numbers(7, 30));
  }

  @Test
  void refusesEverythingOnceClosed() {
    Journal journal = journals.owned("run");
    append(journal, 1, 2);
    journal.close();
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> journal.append(batch("x")));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(journal::state);
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> journal.trim(1));
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> journal.snapshot(new JournalSnapshot(1, STATE)));
  }

  /** A reader that tails sees each entry once, whatever becomes of the files below. */
  @Test
  @Tag(Volume.TAG)
  void showsAReaderEachEntryOnceWhileOthersAppendAndTrim() throws Exception {
    int entries = Volume.of(1_000, 2_000, 3_000);
    Journal journal = journals.owned("run");
    Together.run(
        3,
        thread -> {
          if (thread == 0) {
            append(journal, 1, entries);
          } else if (thread == 1) {
            trimBehind(journal, entries);
          } else {
            follow(journal, entries);
          }
          return thread;
        });
    assertThat(journal.sequence()).isEqualTo(entries);
  }

  private static void trimBehind(Journal journal, int entries) {
    long sequence = 0;
    while (sequence < entries) {
      sequence = journal.sequence();
      journal.trim(Math.max(1, sequence - 200));
    }
  }

  private static void follow(Journal journal, int entries) {
    long next = 1;
    while (next <= entries) {
      try {
        for (String text : texts(journal.read(next))) {
          assertThat(text).isEqualTo(String.valueOf(next));
          next++;
        }
      } catch (NotFoundException e) {
        next = journal.state().first();
      }
    }
  }
}
