package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PredictionLogTest {
  private final Medium medium = Media.memory();
  private final WriteBehind behind = new WriteBehind("predictions-line");

  private PredictionLog begun(Supplier<Journal> opener) {
    PredictionLog log = new PredictionLog("line", opener, behind, InputCodec.NONE);
    log.begin();
    return log;
  }

  private static LogEntry entry(long number) {
    return LoggedPredictions.entry(number, "");
  }

  private static LogEntry entry(long number, Object answer) {
    return LoggedPredictions.entry(number, answer);
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (JournalEntry entry : medium.journals().read("log", 1)) {
      numbers.addAll(LoggedPredictions.numbers(entry.payload()));
    }
    return numbers;
  }

  @Test
  @OnlyLarger
  void writesMoreThanItsQueueHolds() throws Exception {
    int each = PredictionQueue.CAPACITY / 2;
    try (PredictionLog log = begun(() -> medium.journals().owned("log"))) {
      Together.run(
          4,
          thread -> {
            for (int i = 0; i < each; i++) {
              log.append(entry((long) thread * each + i));
            }
            return thread;
          });
    }
    assertThat(numbers()).hasSize(4 * each).doesNotHaveDuplicates().contains(0L, 4L * each - 1);
  }

  private void awaitEntry(long number) {
    while (medium.journals().read("log", number).isEmpty()) {
      LockSupport.parkNanos(200_000);
    }
  }

  @Test
  @Timeout(60)
  @OnlyLarger
  void wakesUpAfterItHasSlept() {
    try (PredictionLog log = begun(() -> medium.journals().owned("log"))) {
      for (long number = 1; number <= 2; number++) {
        awaitSleep();
        log.append(entry(number));
        awaitEntry(number);
      }
    }
    assertThat(numbers()).containsExactly(1L, 2L);
  }

  private static void awaitSleep() {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(
            thread ->
                thread.getName().equals("lifecycle4j-predictions-line")
                    && thread.getState() == Thread.State.WAITING)) {
      LockSupport.parkNanos(200_000);
    }
  }

  @Test
  void writesTheRestItselfIfTheThreadHasEndedBefore() {
    PredictionLog log = begun(() -> medium.journals().owned("log"));
    behind.close(); // as a home that is closed while a model is opened
    log.append(entry(1));
    log.close();
    assertThat(numbers()).containsExactly(1L);
    assertThat(medium.journals().isOwned("log")).isFalse();
  }

  @Test
  void keepsTheOrderOfOneCaller() {
    try (PredictionLog log = begun(() -> medium.journals().owned("log"))) {
      LongStream.range(0, 10_000).forEach(number -> log.append(entry(number)));
    }
    assertThat(numbers()).containsExactlyElementsOf(LongStream.range(0, 10_000).boxed().toList());
  }

  /** An answer whose text is made by code of the user. */
  private record Told(Supplier<String> text) {
    @Override
    public String toString() {
      return text.get();
    }
  }

  @Test
  void losesOnlyTheAnswerWhoseTextCannotBeMade() {
    PredictionLog log = begun(() -> medium.journals().owned("log"));
    log.append(entry(1));
    log.append(
        entry(
            2,
            new Told(
                () -> {
                  throw new IllegalStateException("no text");
                })));
    log.append(entry(3));
    log.close();
    assertThat(numbers()).containsExactly(1L, 3L);
    assertThat(log.status())
        .isEqualTo(
            new PredictionLogStatus(PredictionLogStatus.State.CLOSED, 3, 2, 0, 1, "no text"));
  }

  @Test
  void writesAnAnswerAsItWasWhenItWasGiven() {
    StringBuilder answer = new StringBuilder("before");
    PredictionLog log =
        new PredictionLog("line", () -> medium.journals().owned("log"), behind, InputCodec.NONE);
    log.append(entry(1, answer));
    answer.setLength(0);
    answer.append("after!");
    log.begin();
    log.close();
    assertThat(new String(medium.journals().read("log", 1).get(0).payload(), UTF_8))
        .endsWith("before\0"); // no outputs
  }

  @Test
  void countsTheTextOfAnyAnswer() {
    String text = "x".repeat(1_000);
    assertThat(entry(1, new Told(() -> text)).fixed().bytes())
        .isEqualTo(entry(1, text).fixed().bytes())
        .isGreaterThan(1_000);
    for (Object number : List.of(12.5, 12.5f, 12, 12L)) {
      LogEntry entry = entry(1, number);
      assertThat(entry.fixed()).as("a number costs its caller no text").isSameAs(entry);
    }
  }

  @Test
  void writesTheRestWhenTheCloserIsInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    PredictionLog log =
        begun(
            () -> {
              begun.countDown();
              return medium.journals().owned("log");
            });
    log.append(entry(1));
    begun.await();
    log.append(entry(2));
    Thread.currentThread().interrupt();
    log.close();
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    assertThat(numbers()).containsExactly(1L, 2L);
  }
}
