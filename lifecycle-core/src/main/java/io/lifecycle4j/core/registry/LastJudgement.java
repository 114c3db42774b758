package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.spi.ModelRegistry;
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

  /** Returns the verdicts for an alias, whichever they were for, if gates said them and passed. */
  Optional<Judged> passed(List<String> gates, String alias) {
    return judged
        .filter(found -> found.passed() && found.evaluation().isPresent())
        .filter(found -> found.verdicts().stream().map(GateVerdict::gate).toList().equals(gates))
        .map(
            found ->
                new Judged(
                    found.model(),
                    found.version(),
                    alias,
                    found.verdicts(),
                    found.evaluation(),
                    found.rival()));
  }

  /** Returns whether the version that is in production was so when the version was judged. */
  boolean isRival(ModelState state) {
    return rival.equals(state.named(ModelRegistry.PRODUCTION));
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
