package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.batch;
import static io.lifecycle4j.contract.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link JournalStore} must do when many threads write, read and wait. */
@Timeout(120)
public abstract class JournalConcurrencyContract {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final int THREADS = 8;
  private static final int BATCHES = 40;

  private JournalStore journals;

  /** Creates the contract. */
  protected JournalConcurrencyContract() {}

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
  void losesNothingOfManyWriters() throws Exception {
    List<List<Long>> acknowledged = Together.run(THREADS, this::writeBatches);
    List<String> all = texts(journals.read("log", 1));
    assertThat(journals.read("log", 1))
        .extracting(JournalEntry::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
    for (int thread = 0; thread < THREADS; thread++) {
      String mine = thread + ":";
      assertThat(all.stream().filter(text -> text.startsWith(mine)).toList())
          .containsExactlyElementsOf(payloads(thread));
      for (int i = 0; i < BATCHES; i++) {
        int last = acknowledged.get(thread).get(i).intValue();
        assertThat(all.subList(last - size(i), last)).containsExactly(batchOf(thread, i));
      }
    }
    assertThat(all).hasSize(THREADS * payloads(0).size());
  }

  private List<Long> writeBatches(int thread) {
    List<Long> sequences = new ArrayList<>();
    Journal journal = journals.shared("log");
    for (int i = 0; i < BATCHES; i++) {
      sequences.add(journal.append(batch(batchOf(thread, i))));
    }
    return sequences;
  }

  private static int size(int batch) {
    return 1 + batch % 3;
  }

  private static String[] batchOf(int thread, int batch) {
    return IntStream.range(0, size(batch))
        .mapToObj(i -> thread + ":" + batch + "." + i)
        .toArray(String[]::new);
  }

  private static List<String> payloads(int thread) {
    return IntStream.range(0, BATCHES)
        .boxed()
        .flatMap(i -> List.of(batchOf(thread, i)).stream())
        .toList();
  }

  @Test
  void letsExactlyOneOfManyWinASequence() throws Exception {
    for (long round = 0; round < 20; round++) {
      long expected = round;
      List<Boolean> won =
          Together.run(THREADS, thread -> tryAppend(batch(expected, Durability.PROCESS, "x")));
      assertThat(won).containsOnlyOnce(true);
      assertThat(journals.shared("log").sequence()).isEqualTo(round + 1);
    }
  }

  private boolean tryAppend(Batch batch) {
    try {
      journals.shared("log").append(batch);
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  @Test
  void appendsATokenOnceThoughManyTry() throws Exception {
    Batch same = batch("a", "b");
    List<Long> sequences = Together.run(THREADS, thread -> journals.shared("log").append(same));
    assertThat(sequences).containsOnly(2L);
    assertThat(texts(journals.read("log", 1))).containsExactly("a", "b");
  }

  @Test
  void givesAnOwnedJournalToOneOfMany() throws Exception {
    List<Boolean> got = Together.run(THREADS, thread -> tryOwn("run-1"));
    assertThat(got).containsOnlyOnce(true);
  }

  private boolean tryOwn(String name) {
    try {
      journals.owned(name);
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  @Test
  void showsReadersWholeBatchesInOrderWhileOthersWrite() throws Exception {
    int batches = 100;
    Together.run(
        4,
        thread -> {
          if (thread == 0) {
            writePairs(batches);
          } else if (thread == 1) {
            readByName(batches);
          } else {
            readOn(batches);
          }
          return thread;
        });
    assertThat(journals.read("log", 1)).hasSize(2 * batches);
  }

  private void writePairs(int batches) {
    Journal journal = journals.shared("log");
    for (int i = 0; i < batches; i++) {
      journal.append(batch(String.valueOf(2 * i + 1), String.valueOf(2 * i + 2)));
    }
  }

  private void readByName(int batches) {
    int seen = 0;
    while (seen < 2 * batches) {
      List<String> texts = texts(journals.read("log", 1));
      assertThat(texts.size()).isGreaterThanOrEqualTo(seen).isEven();
      assertNumbered(texts, 1);
      seen = texts.size();
    }
  }

  private void readOn(int batches) {
    Journal journal = journals.shared("log");
    int seen = 0;
    while (seen < 2 * batches) {
      assertThat(journal.await(seen + 1, LONG)).isTrue();
      List<String> more = texts(journal.read(seen + 1));
      assertThat(more.size()).isPositive().isEven();
      assertNumbered(more, seen + 1);
      seen += more.size();
      assertThat(journal.sequence()).isGreaterThanOrEqualTo(seen);
    }
  }

  private static void assertNumbered(List<String> texts, int from) {
    assertThat(texts)
        .isEqualTo(IntStream.range(from, from + texts.size()).mapToObj(String::valueOf).toList());
  }

  @Test
  void waitsNoLongerThanTold() {
    Journal journal = journals.shared("log");
    assertThat(journal.await(0, Duration.ZERO)).isTrue();
    assertThat(journal.await(1, Duration.ZERO)).isFalse();
    assertThat(journal.await(1, SHORT)).isFalse();
    assertThat(journal.await(1, Duration.ofSeconds(-1))).isFalse();
    journal.append(batch("a", "b"));
    assertThat(journal.await(1, Duration.ZERO)).isTrue();
    assertThat(journal.await(2, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(journal.await(3, SHORT)).isFalse();
  }

  @Test
  void wakesWhoWaitsWhenAnotherThreadAppends() throws Exception {
    CountDownLatch waiting = new CountDownLatch(2);
    Together.run(
        3,
        thread -> {
          Journal journal = journals.shared("log");
          if (thread == 2) {
            waiting.await();
            return journal.append(batch("a", "b", "c"));
          }
          waiting.countDown();
          assertThat(journal.await(3, LONG)).isTrue();
          return journal.sequence();
        });
  }

  @Test
  void wakesWhoWaitsForEachOfManyAppends() throws Exception {
    int batches = 2_000;
    Together.run(
        4,
        thread -> {
          Journal journal = journals.shared("log");
          for (int i = 1; i <= 2 * batches; i++) {
            if (thread >= 2) {
              assertThat(journal.await(i, LONG)).isTrue();
            } else if (i <= batches) {
              journal.append(batch("x"));
            }
          }
          return thread;
        });
    assertThat(journals.shared("log").sequence()).isEqualTo(2L * batches);
  }

  @Test
  void stopsWaitingWhenInterrupted() {
    Journal journal = journals.shared("log");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> journal.await(1, LONG))
          .isInstanceOf(OperationInterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(journal.append(batch("a"))).isEqualTo(1);
  }

  @Test
  void stopsWaitingWhenTheJournalIsClosed() throws Exception {
    Journal journal = journals.shared("log");
    CountDownLatch waiting = new CountDownLatch(1);
    Together.run(
        2,
        thread -> {
          if (thread == 0) {
            waiting.await();
            journal.close();
          } else {
            waiting.countDown();
            assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> journal.await(1, LONG));
          }
          return thread;
        });
  }
}
