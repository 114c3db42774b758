package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The newest verdicts on a version that are on record.
 *
 * @param judged empty if it was never judged
 * @param rival the version that was in production then
 */
record LastJudgement(Optional<Judged> judged, OptionalInt rival) {
  static final LastJudgement NONE = new LastJudgement(Optional.empty(), OptionalInt.empty());

  List<GateVerdict> verdicts() {
    return judged.map(Judged::verdicts).orElse(List.of());
  }

  /**
   * Finds a verdict that holds still, since held-out rows do not change.
   *
   * @param compares whether the gate compares with the version in production, which may change
   * @param production the version that is in production now
   */
  Optional<GateVerdict> find(String gate, boolean compares, OptionalInt production) {
    return verdicts().stream()
        .filter(verdict -> !compares || rival.equals(production))
        .filter(verdict -> verdict.gate().equals(gate) && verdict.verdict() != Verdict.ERROR)
        .findFirst();
  }
}
