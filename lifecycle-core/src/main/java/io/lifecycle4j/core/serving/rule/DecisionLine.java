package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.serving.RuleDecision;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A decision as stored.
 *
 * @param kind {@link #DECIDED}; others are ignored
 * @param entry null without one
 */
@WithoutNulls
record DecisionLine(
    String kind,
    Instant time,
    int version,
    String rule,
    RuleDecision.Outcome outcome,
    String reason,
    Map<String, Double> figures,
    @Nullable Long entry) {
  static final String DECIDED = "decided";

  DecisionLine {
    required(kind, "kind");
  }

  static DecisionLine of(RuleDecision decision) {
    return new DecisionLine(
        DECIDED,
        decision.time(),
        decision.version(),
        decision.rule(),
        decision.outcome(),
        decision.reason(),
        decision.figures(),
        decision.entry().isPresent() ? decision.entry().getAsLong() : null);
  }

  RuleDecision decision() {
    return new RuleDecision(
        time,
        version,
        rule,
        outcome,
        reason,
        figures,
        entry == null ? OptionalLong.empty() : OptionalLong.of(entry));
  }
}
