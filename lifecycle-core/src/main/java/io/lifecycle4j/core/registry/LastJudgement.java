package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
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
 * @param verdicts none if it was never judged
 * @param sameProduction whether the version that was in production then still is
 */
record LastJudgement(List<GateVerdict> verdicts, boolean sameProduction) {
  static LastJudgement of(ModelVersion version, List<AuditRecord> trail) {
    List<GateVerdict> verdicts = List.of();
    OptionalInt rival = OptionalInt.empty();
    OptionalInt production = OptionalInt.empty();
    for (AuditRecord record : trail) {
      for (Change change : record.transition().changes()) {
        if (change instanceof Judged judged && isOf(judged, version)) {
          verdicts = judged.verdicts();
          rival = production;
        } else if (change instanceof AliasMoved moved && isProduction(moved, version.model())) {
          production = OptionalInt.of(moved.version());
        }
      }
    }
    return new LastJudgement(verdicts, rival.equals(production));
  }

  private static boolean isOf(Judged judged, ModelVersion version) {
    return judged.model().equals(version.model()) && judged.version() == version.number();
  }

  private static boolean isProduction(AliasMoved moved, String model) {
    return moved.model().equals(model) && moved.alias().equals(ModelRegistry.PRODUCTION);
  }

  /**
   * Finds a verdict that holds still, since held-out rows do not change.
   *
   * @param compares whether the gate compares with the version in production, which may change
   */
  Optional<GateVerdict> find(String gate, boolean compares) {
    return verdicts.stream()
        .filter(verdict -> sameProduction || !compares)
        .filter(verdict -> verdict.gate().equals(gate) && verdict.verdict() != Verdict.ERROR)
        .findFirst();
  }
}
