package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Predictions are read with their labels, of which no others are held in memory. */
class LabelledReadingTest {
  private final Medium medium = Media.memory();
  private final LogReading line = new LogReading(medium, "line", () -> {});

  /** Two predictions in a part, and two in the journal of their session. */
  @BeforeEach
  void log() {
    KeptPredictions.session(medium, "a");
    KeptPredictions.moveEnded(medium);
    KeptPredictions.session(medium, "b");
    try (GroundTruths truths = new GroundTruths(medium.journals(), "line", () -> Fixtures.TIME)) {
      truths.record(Map.of("a-2", "yes", "a-3", "lost", "b-1", "no", "c-1", "of another log"));
    }
  }

  @AfterEach
  void close() {
    medium.close();
  }

  @Test
  void holdsTheLabelsOfWhatIsRead() {
    assertThat(line.labels(line.sessions()).ids()).containsExactly("a-2", "b-1");
    LogReading none = line.between(Fixtures.TIME.minusSeconds(9), Fixtures.TIME);
    assertThat(none.labels(none.sessions()).isEmpty()).isTrue();
  }

  @Test
  void findsOnePredictionWithItsLabel() {
    GroundTruth no = new GroundTruth("no", Fixtures.TIME, 1);
    assertThat(line.find("b-1").orElseThrow().findGroundTruth()).contains(no);
    assertThat(line.find("a-1").orElseThrow().findGroundTruth()).isEmpty();
    assertThat(line.find("a-2").orElseThrow().findKey()).contains("walter");
    assertThat(line.find("a-3")).isEmpty();
    assertThat(line.find("c-1")).isEmpty();
  }

  @Test
  void findsAPredictionWithoutDecodingTheOthers() {
    try (Journal journal =
        PredictionJournals.opening(medium.journals(), "line", "d", null, "x86", () -> Fixtures.TIME)
            .get()) {
      journal.append(Batch.of(undecodable(1), Durability.PROCESS));
      journal.append(Batch.of(undecodable(2, 3), Durability.PROCESS));
      journal.append(Batch.of(undecodable(5, 4), Durability.PROCESS));
    }
    try (Journal labels = medium.journals().shared(Kind.GROUND_TRUTH.of("line"))) {
      labels.append(Batch.of("{\"id\":\"b-2\",".getBytes(UTF_8), Durability.PROCESS));
    }
    assertThat(line.find("a-2").orElseThrow().findGroundTruth())
        .contains(new GroundTruth("yes", Fixtures.TIME, 1));
    assertThatThrownBy(() -> line.find("b-2")).isInstanceOf(CorruptDataException.class);
    assertThat(line.find("d-3").orElseThrow().findAnswer()).contains("yes");
    assertThat(line.find("d-4").orElseThrow().findAnswer()).contains("yes");
    assertThat(line.find("d-6")).isEmpty();
    assertThatThrownBy(() -> line.find("d-5")).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(line::count).isInstanceOf(CorruptDataException.class);
  }

  /** Returns predictions, of which the first has a kind that nobody knows. */
  private static byte[] undecodable(long... numbers) {
    byte[] payload =
        PredictionCodec.encode(Arrays.stream(numbers).mapToObj(LoggedPredictions::entry).toList());
    int who = 1 + 2 + 8 + 4 + 4 + "Java".length() + 1;
    payload[who + 4 + 8 + 8 + 4 + 2 + 8] = 9;
    return payload;
  }
}
