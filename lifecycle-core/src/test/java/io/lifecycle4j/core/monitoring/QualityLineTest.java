package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FormatVectors;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Lines of the journal of measured quality. */
class QualityLineTest {
  @Test
  void writesEveryByteAsDocumented() {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(Json.PLAIN.text(new QualityLine(QualityLine.MEASURED, time, 7, 901, 450)))
        .isEqualTo(FormatVectors.entries("quality-lead-ID").get("measured"));
  }
}
