package io.lifecycle4j.core.serving.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.traffic.TrafficCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficLineTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final Map<String, String> vectors = FormatVectors.entries("traffic-ID");

  private void assertWritten(TrafficLine line, String name) {
    assertThat(Json.PLAIN.text(line)).isEqualTo(vectors.get(name));
    byte[] payload = Json.PLAIN.write(line);
    assertThat(Json.PLAIN.read(payload, TrafficLine.class, "line")).isEqualTo(line);
  }

  @Test
  void writesEveryByteAsDocumented() {
    TrafficCounts some = TrafficCounts.of(1, 0, List.of(270L, 3L, 592L, 1L));
    TrafficCounts few = TrafficCounts.of(0, 1, List.of(31L, 2L));
    Counted arm = new Counted(8, "a1", 1);
    TrafficLine line = TrafficLine.of(TIME, TIME.plusSeconds(1), Map.of(Counted.of(7), some));
    assertWritten(line, "traffic");
    assertWritten(
        TrafficLine.of(TIME, TIME.plusSeconds(1), Map.of(Counted.of(7), some, arm, few))
            .with(Map.of(arm, some)),
        "sums");
    assertThat(line.isKnown()).isTrue();
  }
}
