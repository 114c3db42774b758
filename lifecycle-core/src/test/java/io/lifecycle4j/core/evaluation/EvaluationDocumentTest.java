package io.lifecycle4j.core.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Pins the form of an evaluation on disk. */
class EvaluationDocumentTest {
  private static final BlobId HASH = new BlobId("0123456789abcdef".repeat(4));

  private static final Evaluation EVALUATION =
      Evaluation.builder("fraud:7", "payments:3/holdout", 4)
          .metrics(Map.of("accuracy", 0.75, "roc_auc", Double.NaN))
          .directions(Map.of("accuracy", Better.HIGHER, "roc_auc", Better.HIGHER))
          .intervals(Map.of("accuracy", new Interval(0.3, 0.95)))
          .baselines(Map.of("prior", Map.of("accuracy", 0.5)))
          .classes(
              Map.of(
                  "yes",
                  new EvaluatedPart(
                      2, Map.of("recall", 0.5), Map.of("recall", new Interval(0.1, 0.9)))))
          .slices(Map.of("country is DE", new EvaluatedPart(1, Map.of("accuracy", 1.0), Map.of())))
          .calibration(List.of(new CalibrationBin(0.8, 0.9, 4, 0.85, 0.75)))
          .confusion(
              new ConfusionMatrix(List.of("yes", "no"), List.of(List.of(1L, 1L), List.of(0L, 2L))))
          .source(
              new EvaluatedRows(
                  new VersionRef("payments", 3, HASH),
                  Splits.byHash(7).train(0.8).holdout(0.2),
                  HASH.sha256()))
          .versionId(HASH)
          .build();

  private static String document() throws IOException {
    try (InputStream in =
        EvaluationDocumentTest.class.getResourceAsStream("/documents/evaluation.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).strip();
    }
  }

  private static Evaluation read(String text) {
    return EvaluationDocument.read(text.getBytes(UTF_8), "it");
  }

  @Test
  void keepsTheForm() throws IOException {
    assertThat(new String(EvaluationDocument.write(EVALUATION), UTF_8)).isEqualTo(document());
    assertThat(read(document())).isEqualTo(EVALUATION);
  }

  @Test
  void writesOneWithoutDetails() {
    Evaluation plain = Evaluation.builder("fraud:7", "payments:3/holdout", 4).build();
    assertThat(read(new String(EvaluationDocument.write(plain), UTF_8))).isEqualTo(plain);
  }

  @Test
  void readsNoneOfAnotherFormOrWithoutAPart() throws IOException {
    String text = document();
    assertThatThrownBy(() -> read(text.replace("\"v\":1,", "\"v\":2,")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read it: Invalid form of an evaluation: 2");
    assertThatThrownBy(() -> read(text.replace("\"metrics\":{\"acc", "\"others\":{\"acc")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read it: Missing metrics: null");
    assertThatThrownBy(() -> read(text.replace("[[1,1],[0,2]]", "[[1,1]]")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("must be a square");
  }
}
