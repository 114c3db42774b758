package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Predictions lie on disk as {@code docs/FORMAT.md} says, byte for byte; only others read them. */
@SuppressWarnings("NullAway") // what is missing fails the test
class PredictionFormatTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final String SESSION = "00000000000000a1";

  private static final Map<String, String> VECTORS = FormatVectors.entries("predictions-ID");

  private static String written(PredictionLog.Entry... entries) {
    return FormatVectors.text(PredictionCodec.encode(List.of(entries)));
  }

  @Test
  void beginsAJournalAsDocumented() {
    try (Medium medium = Media.memory()) {
      JournalStore journals = medium.journals();
      try (Journal journal =
          PredictionJournals.opening(journals, "fraud", SESSION, () -> TIME).get()) {
        assertThat(journal.sequence()).isEqualTo(1);
      }
      assertThat(Fixtures.texts(journals.read("predictions-" + SESSION, 1)))
          .containsExactly(VECTORS.get("session"));
    }
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(
            written(
                new PredictionLog.Entry(1, TIME, 3, 250_000, "yes", 0.75),
                new PredictionLog.Entry(2, TIME.plusSeconds(1), 4, 90_000, "später", 0.5)))
        .isEqualTo(VECTORS.get("classes"));
    Instant second = Instant.parse("2026-01-02T03:04:00Z");
    assertThat(written(new PredictionLog.Entry(3, second, 3, 1, 12.5, Double.NaN)))
        .isEqualTo(VECTORS.get("number"));
  }

  @Test
  void refusesPredictionsOfAnotherForm() {
    byte[] payload =
        PredictionCodec.encode(List.of(new PredictionLog.Entry(1, TIME, 3, 250_000, "yes", 0.75)));
    assertThat(PredictionCodec.count(payload)).isEqualTo(1);
    payload[0] = 2;
    assertThatThrownBy(() -> PredictionCodec.count(payload))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Invalid form of predictions: 2 (this library reads 1, another version wrote it)");
  }

  @Test
  void refusesAHeaderOfAnotherForm() {
    String header = VECTORS.get("session");
    assertThat(read(header).session()).isEqualTo(SESSION);
    assertThatThrownBy(() -> read(header.replace("\"v\":1", "\"v\":2")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(
            "Invalid form of a log of predictions: 2 (this library reads 1, another version wrote"
                + " it)");
  }

  private static PredictionJournals.Header read(String header) {
    return Json.PLAIN.read(
        Fixtures.utf8(header), PredictionJournals.Header.class, "header of predictions");
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples()).contains(VECTORS.get("session"));
    assertThat(FormatText.hexExamples()).contains(VECTORS.get("classes"));
  }
}
