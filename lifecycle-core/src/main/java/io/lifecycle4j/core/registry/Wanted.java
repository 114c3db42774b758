package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.RolloutEnded;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Change.RolloutStepped;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What each process is to run of a model, as its registry says. Immutable.
 *
 * @param entry the sequence of the entry that made it so: the last promotion, rollback, start, step
 *     or end of a rollout; 0 if there was none
 * @param champion the version in production; empty if none was promoted
 * @param obstacle why the champion must not serve: a newer library changed it
 * @param rollout the rollout that is running, also while its version bakes
 * @param shadow the shadow that was not stopped, which may have reached its end
 */
public record Wanted(
    long entry,
    OptionalInt champion,
    Optional<String> obstacle,
    Optional<RolloutState> rollout,
    Optional<ShadowStarted> shadow) {
  static Wanted of(String model, ModelState state) {
    OptionalInt champion = state.named(ModelRegistry.PRODUCTION);
    return new Wanted(
        entry(model, state.trail()),
        champion,
        champion.stream()
            .mapToObj(version -> state.findObstacle(version, ModelRegistry.PRODUCTION))
            .flatMap(Optional::stream)
            .map(Obstacle::said)
            .findFirst(),
        state.rollout().filter(RolloutState::isRunning),
        state.shadow().started());
  }

  /** Finds the last entry that made a plan; nearly always one of the last ones. */
  private static long entry(String model, List<AuditRecord> trail) {
    for (int i = trail.size() - 1; i >= 0; i--) {
      AuditRecord record = trail.get(i);
      if (record.transition().changes().stream().anyMatch(change -> plans(model, change))) {
        return record.sequence();
      }
    }
    return 0;
  }

  private static boolean plans(String model, Change change) {
    boolean moves =
        change instanceof AliasMoved moved && moved.alias().equals(ModelRegistry.PRODUCTION);
    return change.model().equals(model)
        && (moves
            || change instanceof RolloutStarted
            || change instanceof RolloutStepped
            || change instanceof RolloutEnded);
  }
}
