package io.lifecycle4j.core.serving.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Lines of the journal of decisions. */
class RuleLinesTest {
  @Test
  void writesEveryByteAsDocumented() {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    RuleDecision decision =
        new RuleDecision(
            time,
            7,
            "error_rate > 0.02",
            Outcome.ROLLED_BACK,
            "Rule: error rate above 0.02 (error rate is 100.00 % of 60 requests)",
            Map.of("error_rate", 1.0, "requests of error_rate", 60.0),
            OptionalLong.of(12));
    assertThat(Json.PLAIN.text(DecisionLine.of(decision)))
        .isEqualTo(FormatVectors.entries("rule-decisions-ID").get("decided"));
    assertThat(DecisionLine.of(decision).decision()).isEqualTo(decision);
  }
}
