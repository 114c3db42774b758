package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.IncompatibleSchemaException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever sessions logged, readers see it once and in the order of time. */
class LogReadingTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final Schema AMOUNT = Schema.builder().column("amount", DataType.FLOAT64).build();

  @TempDir private Path directory;
  private final Medium medium = Media.memory();
  private final Predictions predictions =
      new LogReading(medium, "fraud", () -> {})
          .of(AMOUNT, () -> AMOUNT, Tasks.classification("fraud"));

  @AfterEach
  void close() {
    medium.close();
  }

  /** Logs predictions at milliseconds after the begin of their session, so many in an entry. */
  private void session(
      String model,
      String session,
      int begin,
      @Nullable Schema inputs,
      List<Integer> times,
      int each) {
    try (Journal journal =
        PredictionJournals.opening(
                medium.journals(), model, session, inputs, "x86", () -> TIME.plusMillis(begin))
            .get()) {
      List<LogEntry> entries = new ArrayList<>();
      for (int i = 0; i < times.size(); i++) {
        entries.add(
            new LogEntry(
                i + 1,
                TIME.plusMillis(begin + times.get(i)),
                new AnsweredBy(0, 1, "Java"),
                250_000,
                "yes",
                0.5,
                null,
                new byte[0],
                null));
        if (entries.size() == each || i + 1 == times.size()) {
          journal.append(Batch.of(PredictionCodec.encode(entries), Durability.PROCESS));
          entries.clear();
        }
      }
    }
  }

  private static List<Integer> range(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  private static List<LoggedPrediction> all(Predictions some) {
    List<LoggedPrediction> all = new ArrayList<>();
    some.forEach(all::add);
    return all;
  }

  @Test
  void mergesSessionsOfAModelByTime() {
    session("fraud", "b", 50, null, range(20_000), 300);
    session("fraud", "a", 0, null, range(15_000), 1_000);
    session("fraud", "c", 40_000, null, range(10), 1);
    session("other", "d", 0, null, range(10), 10);
    List<LoggedPrediction> read = all(predictions);
    assertThat(read).extracting(LoggedPrediction::id).hasSize(35_010).doesNotHaveDuplicates();
    assertThat(read).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
    assertThat(predictions.count()).isEqualTo(35_010);
  }

  @Test
  void sortsWhatCallersLoggedAtTheSameTime() {
    List<Integer> times = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int block = i;
      List<Integer> some =
          new ArrayList<>(IntStream.range(0, 1_000).mapToObj(n -> block * 1_000 + n).toList());
      Collections.shuffle(some, new Random(i));
      times.addAll(some);
    }
    session("fraud", "a", 0, null, times, 500);
    assertThat(all(predictions))
        .extracting(prediction -> (int) (prediction.time().toEpochMilli() - TIME.toEpochMilli()))
        .containsExactlyElementsOf(range(30_000));
  }

  @Test
  void selectsATimeWithoutItsEnd() {
    session("fraud", "a", 0, null, range(200_000), 4_000);
    session("fraud", "b", 150_000, null, range(1), 1);
    Predictions some = predictions.between(TIME.plusMillis(100), TIME.plusMillis(103));
    assertThat(all(some))
        .extracting(LoggedPrediction::id)
        .containsExactly("a-101", "a-102", "a-103");
    assertThat(some.count()).isEqualTo(3);
    assertThat(predictions.between(TIME, TIME).count()).isZero();
    assertThatThrownBy(() -> predictions.between(TIME.plusSeconds(1), TIME))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("(must not end before it begins)");
  }

  private List<String> newest(int most, String end) {
    return new LogReading(medium, "fraud", () -> {})
        .newestInputs(most, one -> one.id().endsWith(end)).stream()
            .map(LoggedPrediction::id)
            .toList();
  }

  private void moveToParts() {
    try (RollUp open = RollUp.open(medium, Parts.list("fraud"), () -> TIME)) {
      assertThat(open).as("nobody else moves").isNotNull();
      if (open != null) {
        KeptPredictions.moveEnded(medium, "fraud", open);
      }
    }
  }

  @Test
  void findsTheNewestOfAllSessionsInTheOrderOfTime() {
    session("fraud", "a", 0, AMOUNT, range(1_000), 1);
    session("fraud", "b", 500, AMOUNT, range(600), 200);
    session("other", "c", 0, AMOUNT, range(10), 1);

    assertThat(newest(3, "")).containsExactly("b-598", "b-599", "b-600");
    assertThat(newest(4, "00")).containsExactly("b-400", "a-1000", "b-500", "b-600");
    assertThat(newest(1_000_000, "")).hasSize(1_600);
    assertThat(newest(0, "")).isEmpty();
  }

  /** A busy model has thousands of predictions in an entry, and perhaps logs no inputs at all. */
  @Test
  void readsTheEndOfLargeEntriesOnceIfNoneIsLikeThis() {
    session("fraud", "a", 0, AMOUNT, range(100_000), 4_000);
    session("fraud", "b", 0, null, range(100_000), 4_000);
    AtomicInteger read = new AtomicInteger();
    assertThat(
            new LogReading(medium, "fraud", () -> {})
                .newestInputs(1, one -> read.incrementAndGet() < 0))
        .isEmpty();
    assertThat(read.get()).isPositive().isLessThan(40_000);
  }

  @Test
  void findsTheNewestThatMovedToParts() {
    session("fraud", "a", 0, AMOUNT, range(3_000), 1);
    session("fraud", "b", 500, AMOUNT, range(5), 1);
    moveToParts();
    session("fraud", "c", 4_000, AMOUNT, range(3), 1);
    assertThat(newest(4, "")).containsExactly("a-3000", "c-1", "c-2", "c-3");
    assertThat(newest(3, "000"))
        .as("of the last 1,024 entries")
        .containsExactly("a-2000", "a-3000");
    assertThat(newest(2, "00")).containsExactly("a-2900", "a-3000");
    assertThat(newest(3, "b-5")).as("of an ended session").containsExactly("b-5");
  }

  @Test
  void endsWhereTheReaderThrows() {
    session("fraud", "a", 0, null, range(10), 1);
    assertThatThrownBy(
            () ->
                predictions.forEach(
                    prediction -> {
                      throw new IllegalStateException(prediction.id());
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a-1");
  }

  @Test
  void writesAColumnThatChangedOnlyForATimeWithOneType() {
    session("fraud", "a", 0, AMOUNT, range(2), 2);
    session(
        "fraud", "b", 10, new Schema(List.of(Column.of("amount", DataType.STRING))), range(2), 2);
    Path file = directory.resolve("predictions.csv");
    assertThatThrownBy(() -> predictions.toCsv(file))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessage(
            "Cannot write the predictions of fraud: amount was FLOAT64, then STRING (select a time"
                + " with one of them)");
    assertThat(file).doesNotExist();
    predictions.between(TIME.plusMillis(10), TIME.plusMillis(11)).toCsv(file);
    assertThat(file)
        .content()
        .isEqualTo(
            """
            id,time,version,plan,arm,latency_ms,answer,probability,failure,message,key,truth,truth_time,inputs.amount
            b-1,2026-01-02T03:04:05.010Z,1,0,,0.25,yes,0.5,,,,,,
            """);
  }
}
