package io.lifecycle4j.core.storage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.ShortStack;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An Error at any point of an append leaves all of a batch or nothing, and a chain that fits. */
class MemoryJournalErrorTest {
  private final Medium medium = Media.memory();
  private final List<String> appended = new ArrayList<>();
  private Batch batch = batch(0);

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  private static Batch batch(int number) {
    return Fixtures.batch(number + "a", number + "b", number + "c");
  }

  /** Appends each batch until it is acknowledged, with less and less left of the stack. */
  private int appendToErrors(Journal journal) throws InterruptedException {
    journal.append(batch); // all classes are there
    int[] number = {0};
    int errors =
        ShortStack.times(
            () -> {
              journal.append(batch); // again, unless it was acknowledged
              batch = batch(number[0] + 1);
              number[0]++;
            });
    assertThat(number[0]).isGreaterThan(100);
    journal.append(batch);
    IntStream.rangeClosed(0, number[0])
        .forEach(i -> appended.addAll(List.of(i + "a", i + "b", i + "c")));
    return errors;
  }

  private static List<JournalEntry> read(Journal journal) {
    List<JournalEntry> entries = new ArrayList<>();
    journal.read(1, entries::add);
    return entries;
  }

  @Test
  void appendsEachBatchOnceWhereverAnErrorCame() throws Exception {
    try (Journal journal = medium.journals().owned("a")) {
      assertThat(appendToErrors(journal)).as("errors").isPositive();
      assertThat(read(journal))
          .extracting(entry -> new String(entry.payload(), UTF_8))
          .isEqualTo(appended);
      assertThat(journal.sequence()).isEqualTo(appended.size());
    }
  }

  @Test
  void linksAllEntriesWhereverAnErrorCame() throws Exception {
    try (Journal journal = medium.journals().chained("a")) {
      byte[] link = HexFormat.of().parseHex(journal.state().chain().orElseThrow());
      assertThat(appendToErrors(journal)).as("errors").isPositive();
      ChainLinks links = new ChainLinks();
      for (JournalEntry entry : read(journal)) {
        links.next(link, entry.sequence(), entry.payload(), 0, entry.payload().length);
      }
      assertThat(journal.state().chain()).contains(HexFormat.of().formatHex(link));
    }
  }

  @Test
  void computesALinkAfterOneThatAnErrorLeftHalfDone() throws Exception {
    byte[] entry = new byte[100];
    byte[] right = new byte[ChainLinks.BYTES];
    new ChainLinks().next(right, 1, entry, 0, 100);
    ChainLinks disturbed = new ChainLinks();
    List<byte[]> found = new ArrayList<>();
    int errors =
        ShortStack.times(
            () -> {
              byte[] link = new byte[ChainLinks.BYTES];
              disturbed.next(link, 1, entry, 0, 100);
              found.add(link);
            });
    assertThat(errors).as("errors").isPositive();
    assertThat(found).hasSizeGreaterThan(100).allMatch(link -> Arrays.equals(link, right));
  }
}
