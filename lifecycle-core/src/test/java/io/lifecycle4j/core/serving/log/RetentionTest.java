package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Predictions that are older or more than wanted are deleted, and no others. */
class RetentionTest {
  private static final Instant TIME = Fixtures.TIME;

  private final Medium medium = Media.memory();

  @AfterEach
  void close() {
    medium.close();
  }

  /** A part of two predictions, so many days after the first. */
  private static Part part(int days, long bytes) {
    Instant begin = TIME.plus(Duration.ofDays(days));
    BlobId blob = Fixtures.hash(Fixtures.utf8("part " + days));
    return new Part("fraud", blob, bytes, 2, begin, begin.plusSeconds(1), begin.plusSeconds(2));
  }

  private static List<Part> expired(Retention retention, int today, Part... all) {
    Parts parts = new Parts();
    parts.apply(new Parts.Entry("rolled", TIME).adding(List.of(all), Map.of()));
    return parts.expired("fraud", retention, TIME.plus(Duration.ofDays(today)));
  }

  @Test
  void keepsAllUnlessToldOtherwise() {
    assertThat(expired(Retention.unlimited(), 30_000, part(0, 1L << 40))).isEmpty();
  }

  @Test
  void dropsPartsWhoseLastPredictionIsTooOld() {
    Part old = part(0, 10);
    assertThat(expired(Retention.days(3), 3, old, part(1, 10))).isEmpty();
    assertThat(expired(Retention.days(3), 4, old, part(1, 10))).containsExactly(old);
  }

  @Test
  void dropsTheOldestPartsBeyondASizeButNeverTheNewest() {
    Part oldest = part(0, 60_000_000);
    Part older = part(1, 60_000_000);
    Part newest = part(2, 50_000_000);
    Retention retention = Retention.gigabytes(0.1);
    assertThat(expired(retention, 2, oldest, newest, older)).containsExactly(older, oldest);
    assertThat(expired(retention, 2, part(3, 200_000_000))).isEmpty();
    assertThat(expired(Retention.days(2).andGigabytes(0.2), 3, oldest, newest, older))
        .containsExactly(oldest);
  }

  @Test
  void countsTheTimeOfTheMoveIfTheClockWasAheadBefore() {
    Instant wrong = TIME.plus(Duration.ofDays(30_000));
    Part ahead =
        new Part("fraud", Fixtures.hash(Fixtures.utf8("x")), 60_000_000, 2, TIME, wrong, TIME);
    assertThat(expired(Retention.days(3), 4, ahead, part(2, 10))).containsExactly(ahead);
    assertThat(expired(Retention.gigabytes(0.1), 4, ahead, part(2, 60_000_000)))
        .containsExactly(ahead);
    Part merged = part(9, 20).after(List.of(ahead, part(2, 10)));
    assertThat(merged.moved()).isEqualTo(part(2, 10).moved());
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    new LogReading(medium, "line", () -> {}).forEach(one -> ids.add(one.id()));
    return ids;
  }

  /** Two sessions of two predictions in a part each, a day apart. */
  private List<Part> twoParts() {
    for (String session : List.of("a", "b")) {
      KeptPredictions.session(medium, session);
      KeptPredictions.moveEnded(medium);
    }
    return List.copyOf(Parts.of(medium.journals(), "line").all());
  }

  private void drop(Part part) {
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("line"), () -> TIME))) {
      open.drop("line", List.of(part), Retention.days(1));
    }
  }

  @Test
  void deletesTheBytesAtOnceAndKeepsOnRecordWhatTheyWere() {
    List<Part> parts = twoParts();
    drop(parts.get(0));
    assertThat(ids()).containsExactly("b-1", "b-2");
    assertThat(medium.blobs().contains(parts.get(0).blob())).isFalse();
    assertThat(medium.blobs().maintenance().quarantined()).isEmpty();
    assertThat(Parts.of(medium.journals(), "line").dropped("line"))
        .isEqualTo(new Parts.Dropped("line", 2, TIME, TIME));
    assertThat(Parts.of(medium.journals(), "line").garbage(Instant.MAX)).isEmpty();
  }

  @Test
  void deletesTheLabelsOfWhatItDeletes() {
    List<Part> parts = twoParts();
    KeptPredictions.session(medium, "c"); // in its journal
    Instant[] now = {TIME.minusSeconds(1)};
    try (GroundTruths truths = new GroundTruths(medium.journals(), "line", () -> now[0])) {
      truths.record(Map.of("a-1", "yes", "b-2", "yes", "c-1", "yes", "lost-1", "yes"));
      now[0] = TIME;
      truths.record(Map.of("new-1", "yes"));
    }
    drop(parts.get(0));
    assertThat(GroundTruths.read(medium.journals(), "line", GroundTruths.Selection.ALL).ids())
        .as("those of what is left, and of a session that may have just begun")
        .containsExactly("b-2", "c-1", "new-1");
  }

  @Test
  void letsAReaderGoOnWithWhatIsLeft() {
    List<Part> parts = twoParts();
    List<String> read = new ArrayList<>();
    new LogReading(medium, "line", () -> {})
        .forEach(
            one -> {
              if (read.isEmpty()) {
                parts.forEach(this::drop);
              }
              read.add(one.id());
            });
    assertThat(read).as("what it had in memory").doesNotHaveDuplicates().startsWith("a-1");
    assertThat(ids()).isEmpty();
  }

  @Test
  void refusesWhatIsNoTimeAndNoSize() {
    assertThatThrownBy(() -> Retention.days(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid number of days: 0 (must be 1 to 36,500)");
    assertThatThrownBy(() -> Retention.gigabytes(Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid gigabytes: NaN");
    assertThatThrownBy(() -> Retention.gigabytes(1).andGigabytes(2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid retention: gigabytes set twice");
    assertThat(Retention.days(90).andGigabytes(10))
        .hasToString("Retention[90 days, 10000000000 bytes]");
  }
}
