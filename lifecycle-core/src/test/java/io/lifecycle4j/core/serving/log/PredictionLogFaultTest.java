package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.ShortStack;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionLogStatus.State;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fails is tried again until it is there, once; what is lost is counted. */
@Timeout(60)
class PredictionLogFaultTest {
  private static final long SECOND = 1_000_000_000;

  private final Medium medium = Media.memory();
  private final WriteBehind behind = new WriteBehind("predictions");
  private final FailingJournal failing = new FailingJournal();
  private long step = SECOND;
  private long nanos = Long.MAX_VALUE - 1; // nanoseconds may run over
  @TempDir private Path directory;

  @AfterEach
  void close() {
    behind.close();
    medium.close();
  }

  private Supplier<Journal> opening(Medium at, String session) {
    Supplier<Journal> opener =
        PredictionJournals.opening(
            at.journals(), "line", session, null, "x86", () -> Fixtures.TIME);
    return () -> failing.over(opener.get());
  }

  /** A log that is written when a test says so, by a clock that goes on at each look. */
  private PredictionLog log(Medium at) {
    return new PredictionLog(
        "line", opening(at, "s"), behind, InputCodec.NONE, () -> nanos += step);
  }

  private static void append(PredictionLog log, long from, long to) {
    for (long number = from; number < to; number++) {
      log.append(LoggedPredictions.entry(number));
    }
  }

  private static void finish(PredictionLog log) {
    log.beginClosing();
    assertThat(log.write()).as("anything left").isFalse();
  }

  private static List<Long> numbers(Medium at) {
    return LoggedPredictions.read(at.journals(), "s");
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static void assertStatus(
      PredictionLog log, State state, long logged, long waiting, long lost) {
    PredictionLogStatus status = log.status();
    assertThat(List.of(status.logged(), status.waiting(), status.lost()))
        .containsExactly(logged, waiting, lost);
    assertThat(status.state()).isEqualTo(state);
    assertThat(status.answered()).isEqualTo(logged + waiting + lost);
  }

  @Test
  void logsWhatCameBeforeAndAfterAForceThatFailed() {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = SmallSegments.open(files.path(directory), 200)) { // rolls with each batch
      PredictionLog log = log(home);
      append(log, 0, 3);
      log.write();
      files.fail(
          KthFault.once(
              1,
              () -> new IOException("Input/output error"),
              (operation, path) -> operation == Operation.FORCE));
      append(log, 3, 6);
      log.write();
      assertStatus(log, State.FAILING, 3, 3, 0);
      assertThat(log.status().failure()).contains("Input/output error");
      append(log, 6, 9);
      log.write();
      log.write();
      assertStatus(log, State.WRITING, 9, 0, 0);
      finish(log);
      assertThat(numbers(home)).isEqualTo(range(0, 9));
    }
  }

  @Test
  void accountsForEveryPredictionOnAFullDiskAndLogsThemWhenThereIsSpace() {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = Media.file(files.path(directory))) {
      PredictionLog log = log(home);
      append(log, 0, 10);
      log.write();
      files.fail(
          (operation, path) ->
              operation == Operation.WRITE ? new IOException("No space left on device") : null);
      for (int i = 0; i < 20; i++) {
        append(log, 10 + i * 100, 110 + i * 100);
        log.write();
        assertStatus(log, State.FAILING, 10, 100 + i * 100, 0);
      }
      files.heal();
      log.write();
      assertStatus(log, State.WRITING, 2_010, 0, 0);
      finish(log);
      assertThat(numbers(home)).isEqualTo(range(0, 2_010));
    }
  }

  @Test
  void losesOnlyWhatFindsNoRoomAndCountsIt() {
    PredictionLog log = log(medium);
    failing.fail(new StorageFailedException("No space left on device"));
    int room = (int) (PredictionQueue.MOST_BYTES / (LogEntry.BYTES + 3));
    append(log, 0, room + 1_000);
    assertStatus(log, State.WRITING, 0, room, 1_000);
    log.write();
    assertStatus(log, State.FAILING, 0, room, 1_000);
    failing.heal();
    log.write();
    append(log, 0, 5); // there is room again
    log.write();
    log.write();
    assertStatus(log, State.WRITING, room + 5, 0, 1_000);
    finish(log);
    assertThat(numbers(medium)).hasSize(room + 5).startsWith(0L).endsWith(0L, 1L, 2L, 3L, 4L);
  }

  static Stream<Throwable> errors() {
    return Stream.of(
        new OutOfMemoryError("test"),
        new StackOverflowError("test"),
        new NoClassDefFoundError("test"),
        new UnknownOutcomeException("test"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void losesNothingToAnErrorBeforeOrAfterAnAppend(Throwable thrown) {
    PredictionLog log = log(medium);
    append(log, 0, 5);
    failing.fail(thrown);
    log.write();
    log.write();
    assertStatus(log, State.FAILING, 0, 5, 0);
    failing.heal();
    failing.failDone(thrown);
    log.write();
    append(log, 5, 9);
    assertStatus(log, State.FAILING, 0, 9, 0);
    log.write();
    assertStatus(log, State.WRITING, 9, 0, 0);
    finish(log);
    assertThat(numbers(medium)).isEqualTo(range(0, 9));
  }

  /** Wherever the stack ends: in taking, encoding, appending or counting. */
  @Test
  void losesNothingToAnErrorAtAnyPoint() throws Exception {
    PredictionLog log = log(medium);
    append(log, 0, 1);
    log.write(); // all classes are there
    int[] number = {1};
    int errors =
        ShortStack.times(
            () -> {
              append(log, number[0], ++number[0]);
              log.write();
            });
    log.write();
    assertThat(errors).as("errors").isGreaterThan(3);
    PredictionLogStatus status = log.status();
    assertThat(status.logged()).isGreaterThan(100);
    finish(log);
    assertThat(numbers(medium)).hasSize((int) status.logged()).doesNotHaveDuplicates();
    assertThat(status.waiting() + status.lost()).as("that met no log").isLessThan(errors);
  }

  @Test
  void writesTheOthersWhileOneJournalFailsAllOnOneThread() {
    PredictionLog broken =
        new PredictionLog("broken", opening(medium, "broken"), behind, InputCodec.NONE);
    failing.fail(new OutOfMemoryError("test"));
    PredictionLog sound =
        new PredictionLog(
            "sound",
            PredictionJournals.opening(
                medium.journals(), "line", "s", null, "x86", () -> Fixtures.TIME),
            behind,
            InputCodec.NONE);
    broken.begin();
    sound.begin();
    for (int i = 0; i < 20; i++) {
      append(broken, i, i + 1);
      append(sound, i, i + 1);
      while (sound.status().waiting() > 0) {
        LockSupport.parkNanos(200_000);
      }
    }
    assertThat(broken.status().waiting()).isEqualTo(20);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("lifecycle4j-predictions"))
        .hasSize(1);
    failing.heal();
    broken.close();
    sound.close();
    assertThat(broken.status().logged()).isEqualTo(20);
    assertThat(LoggedPredictions.read(medium.journals(), "broken")).isEqualTo(range(0, 20));
    assertThat(numbers(medium)).isEqualTo(range(0, 20));
  }

  @Test
  void closesSeveralInTheTimeThatAllHaveTogether() {
    failing.fail(new StorageFailedException("No space left on device"));
    List<PredictionLog> logs =
        Stream.of("a", "b", "c")
            .map(name -> new PredictionLog(name, opening(medium, name), behind, InputCodec.NONE))
            .toList();
    logs.forEach(PredictionLog::begin);
    logs.forEach(log -> append(log, 0, 5));
    behind.endWithin(Duration.ofMillis(300));
    long begin = System.nanoTime();
    logs.forEach(PredictionLog::close);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PredictionLog.END);
    assertThat(logs).allMatch(log -> log.status().lost() == 5);
  }

  @Test
  void closesInTimeAndCountsAsLostWhatCannotBeWritten() {
    step = SECOND / 10;
    PredictionLog log = log(medium);
    log.begin();
    append(log, 0, 10);
    while (log.status().waiting() > 0) {
      LockSupport.parkNanos(200_000);
    }
    failing.fail(new StorageFailedException("No space left on device"));
    append(log, 10, 15);
    log.close(); // by a clock of which nine seconds are soon over
    assertThat(log.status().logged()).isEqualTo(10);
    assertThat(log.status().lost()).isEqualTo(5);
    append(log, 15, 17);
    assertThat(log.status().lost()).as("with what comes too late").isEqualTo(7);
    assertThat(log.status().waiting()).isZero();
    assertThat(medium.journals().isOwned(LoggedPredictions.journal("s"))).isFalse();
  }
}
