package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A look at a holdout lies on disk as {@code docs/FORMAT.md} says, byte for byte. */
class LookFormatTest {
  private static final String VECTOR =
      Objects.requireNonNull(FormatVectors.entries("holdouts").get("look"));

  private static final LookLedger.Line LINE =
      new LookLedger.Line(
          List.of("amount", "country", "exported"),
          Optional.of(new BlobId("0a".repeat(32))),
          new BlobId("0c".repeat(32)),
          new BlobId("0b".repeat(32)),
          new HoldoutLook(
              Fixtures.TIME,
              "alice",
              "promote: Newer data",
              "fraud",
              7,
              OptionalInt.of(6),
              new HoldoutLook.UsedRows(
                  new EvaluatedRows(
                      new VersionRef("payments", 3, new BlobId("0a".repeat(32))),
                      Splits.byHash(7).train(0.8).holdout(0.2),
                      "0b".repeat(32)),
                  2_000,
                  1_900,
                  new HoldoutLook.Spent(0.0025, 0.0475, 0.0625))),
          List.of("amount", "country"),
          1);

  private static LookLedger.Line read(String text) {
    return LookLedger.Line.read(new JournalEntry(3, FormatVectors.bytes(text)));
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(FormatVectors.text(ModelForms.JSON.write(LINE))).isEqualTo(VECTOR);
    assertThat(read(VECTOR)).isEqualTo(LINE);
    assertThat(FormatText.examples()).contains(VECTOR);
  }

  @Test
  void refusesALaterForm() {
    assertThatThrownBy(() -> read(VECTOR.replace("\"v\":1}", "\"v\":2}")))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot read look 3 at a holdout: form 2 (written by a newer version of Lifecycle4j)");
  }
}
